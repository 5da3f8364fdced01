// Invite somebody to a role on a unit, by a one-time link: copied, or printed as a letter.

import { html } from 'lit';
import { state } from 'lit/decorators.js';
import { newKey } from '@ribambelle/web/api';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import { holdsAll, type Unit } from '@ribambelle/web/me';
import { type Problem, problemOf } from '@ribambelle/web/problem';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import '../parts/issued.ts';
import type { Issued } from '../parts/person.ts';
import { givable, learnRoles, type Role } from '../parts/role-title.ts';
import { screenStyles } from '../parts/styles.ts';

type Value = { name?: string; email?: string; role?: string; unit_id?: string; days?: number; send?: boolean };

@element('rb-invite')
export class RbInvite extends Screen {
  static override styles = screenStyles;

  @state() private value: Value = { days: 14 };
  @state() private issued: Issued | undefined;
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private key = newKey();
  private readonly known = loaded(this, async (signal) => {
    const [units, roles] = await Promise.all([this.api.all<Unit>('/units', 'units', { signal }), this.api.all<Role>('/roles', 'roles', { signal })]);
    learnRoles(roles);
    return { units, roles };
  });

  protected override titleKey = () => 'invite.title';

  override render() {
    const back = { href: this.to('people'), label: this.t('people.menu') };
    if (this.issued) {
      return html`<div class="page"><div class="no-print">${head({ title: this.t('invite.ready', { name: this.issued.invitation.name }), back, actions: html`<rb-button icon="user-plus" @click=${this.again}>${this.t('invite.another')}</rb-button>` })}</div>
        <rb-issued .issued=${this.issued} .tenant=${this.me!.tenant}></rb-issued></div>`;
    }
    return html`<div class="page">${head({ title: this.t('invite.title'), lead: this.t('invite.lead'), back })}
      ${this.known.render(({ units, roles }: { units: Unit[]; roles: Role[] }) => html`<rb-form class="card narrow" .schema=${this.schema(roles)} .value=${this.value} .units=${units} .problem=${this.problem} ?busy=${this.busy} submit=${this.t('invite.do')}
        @rb-input=${(e: CustomEvent<{ value: Value }>) => { this.value = e.detail.value; this.key = newKey(); }} @rb-submit=${() => void this.send()}></rb-form>`)}</div>`;
  }

  private schema(roles: readonly Role[]) {
    const whole = holdsAll(this.me);
    return {
      type: 'object', required: ['name', 'role', 'days', ...(whole ? [] : ['unit_id'])],
      properties: {
        name: { type: 'string', minLength: 1, maxLength: 120, title: this.t('invite.name'), description: this.t('invite.name-help') },
        email: { type: 'string', format: 'email', maxLength: 120, title: this.t('invite.email'), description: this.t('invite.email-help') },
        ...(this.me?.tenant.mails ? { send: { type: 'boolean', title: this.t('invite.send'), description: this.t('invite.send-help') } } : {}),
        role: { title: this.t('invite.role'), oneOf: givable(this, roles) },
        unit_id: { type: 'string', 'x-widget': 'unit', title: this.t('invite.unit'), description: this.t('invite.unit-help'), ...(whole ? { 'x-all': this.t('frame.whole') } : {}) },
        days: { title: this.t('invite.days'), oneOf: [7, 14, 30].map((d) => ({ const: d, title: this.t(`invite.days.${d}`) })) },
      },
    };
  }

  private async send(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      this.issued = await this.api.post<Issued>('/invitations', this.value, { key: this.key });
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }

  private readonly again = (): void => {
    this.issued = undefined;
    this.value = { days: 14 };
    this.key = newKey();
  };
}
