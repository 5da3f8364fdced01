// Access keys for programs: made, shown once, revoked.

import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { newKey } from '@ribambelle/web/api';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import '@ribambelle/web/copy';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import { may, type Unit } from '@ribambelle/web/me';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/state';
import '@ribambelle/web/table';
import type { Column } from '@ribambelle/web/table';

import { Screen } from '../app/screen.ts';
import { actionChoices, learnActions } from '../parts/action-title.ts';
import { head } from '../parts/head.ts';
import type { Key } from '../parts/keys.ts';
import type { Managed } from '../parts/module.ts';
import { learnRoles, type Role, roleTitle, sentence } from '../parts/role-title.ts';
import { screenStyles } from '../parts/styles.ts';

type Value = { name?: string; role?: string; unit_id?: string; scopes?: string[]; expires?: string };
const badges = { live: 'good', expired: 'off', revoked: 'off' } as const;

@element('rb-keys')
export class RbKeys extends Screen {
  static override styles = screenStyles;

  @state() private making = false;
  @state() private secret = '';
  @state() private value: Value = {};
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private key = newKey();
  private readonly all = loaded(this, async (signal) => {
    const [keys, modules, roles, units] = await Promise.all([this.api.all<Key>('/keys', 'keys', { signal }), this.api.all<Managed>('/modules', 'modules', { signal }).catch(() => []), this.api.all<Role>('/roles', 'roles', { signal }).catch(() => []), this.api.all<Unit>('/units', 'units', { signal }).catch(() => [])]);
    learnRoles(roles);
    learnActions(modules);
    return { keys, roles, units };
  });

  protected override titleKey = () => 'keys.title';

  override render() {
    const actions = may(this.me, 'core:key.create') ? html`<rb-button kind="primary" icon="plus" @click=${this.start}>${this.t('keys.add')}</rb-button>` : nothing;
    return html`<div class="page">${head({ title: this.t('keys.title'), lead: this.t('keys.lead'), back: { href: this.to('settings'), label: this.t('settings.menu') }, actions })}
      ${this.all.render((a: { keys: Key[] }) => a.keys.length === 0 ? html`<div class="card"><rb-state kind="empty" .heading=${this.t('keys.none')} .text=${this.t('keys.none-text')}></rb-state></div>` : html`<rb-table .caption=${this.t('keys.title')} hide-caption .columns=${this.columns() as never} .rows=${a.keys as never}></rb-table>`)}</div>${this.dialog()}`;
  }

  private columns(): Column<Key>[] {
    return [
      { key: 'name', label: this.t('keys.name'), primary: true, render: (k) => html`<span>${k.name}${k.hint ? html`<br /><span class="small muted">${this.t('keys.hint', { hint: k.hint })}</span>` : nothing}</span>` },
      { key: 'role', label: this.t('keys.role'), render: (k) => html`<span>${k.grants.map((g) => html`${sentence(roleTitle(this, g.role))} <span class="muted small">${g.unit_name || this.t('frame.whole')}</span><br />`)}${k.scopes?.length ? html`<span class="muted small">${this.t('keys.limited', { n: k.scopes.length })}</span>` : nothing}</span>` },
      { key: 'expires', label: this.t('keys.expires'), render: (k) => this.fmt.date(k.expires, 'short') },
      { key: 'used', label: this.t('keys.used'), render: (k) => (k.used_at ? this.fmt.relative(k.used_at) : this.t('keys.never')) },
      { key: 'state', label: this.t('keys.state'), render: (k) => html`<rb-badge kind=${badges[stateOf(k)]}>${this.t(`keys.state.${stateOf(k)}`)}</rb-badge>` },
      { key: 'act', label: this.t('keys.actions'), quiet: true, render: (k) => (stateOf(k) === 'live' && this.may('core:key.revoke') ? html`<rb-button size="s" kind="quiet" icon="ban" @click=${() => void this.revoke(k)}>${this.t('keys.revoke')}</rb-button>` : nothing) },
    ];
  }

  private dialog() {
    if (!this.making || !this.all.value) return nothing;
    if (this.secret) {
      return html`<rb-dialog open .heading=${this.t('keys.secret')} @rb-close=${this.stop}><p>${this.t('keys.secret-text')}</p><rb-copy .text=${this.secret} .label=${this.t('keys.secret')}></rb-copy>
        <rb-button slot="actions" kind="primary" @click=${this.stop}>${this.t('keys.done')}</rb-button></rb-dialog>`;
    }
    const { roles, units } = this.all.value;
    return html`<rb-dialog open .heading=${this.t('keys.add')} @rb-close=${this.stop}><rb-form .schema=${this.schema(roles)} .value=${this.value} .units=${units} .problem=${this.problem} ?busy=${this.busy} submit=${this.t('keys.add')}
      @rb-input=${this.typed} @rb-submit=${() => void this.make()}></rb-form></rb-dialog>`;
  }

  private schema(roles: readonly Role[]) {
    const role = roles.find((r) => r.name === this.value.role);
    return {
      type: 'object', required: ['name', 'role', 'expires'],
      properties: {
        name: { type: 'string', minLength: 1, maxLength: 120, title: this.t('keys.name'), description: this.t('keys.name-help') },
        role: { title: this.t('keys.role'), oneOf: roles.filter((r) => r.name !== 'core:operator').map((r) => ({ const: r.name, title: sentence(roleTitle(this, r.name)) })) },
        unit_id: { type: 'string', 'x-widget': 'unit', title: this.t('keys.unit'), 'x-all': this.t('frame.whole') },
        expires: { type: 'string', format: 'date', title: this.t('keys.expires') },
        ...(role ? { scopes: { type: 'array', uniqueItems: true, title: this.t('keys.scopes'), description: this.t('keys.scopes-help'), items: { oneOf: actionChoices(this, role.actions) } } } : {}),
      },
    };
  }

  // typed forgets the actions chosen for another role.
  private typed(event: CustomEvent<{ value: Value }>): void {
    const { scopes, ...rest } = event.detail.value;
    this.value = rest.role === this.value.role && scopes ? { ...rest, scopes } : rest;
    this.key = newKey();
  }

  private async make(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      const expires = this.fmt.endOf(this.value.expires!).toISOString();
      const { secret } = await this.api.post<{ secret: string }>('/keys', { ...this.value, expires }, { key: this.key });
      this.secret = secret;
      void this.all.reload();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }

  private async revoke(k: Key): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('keys.revoke-title', { name: k.name }), body: this.t('keys.revoke-text'), confirm: this.t('keys.revoke'), danger: true });
    if (!sure) return;
    try {
      await this.api.del(`/keys/${k.id}`);
      this.tell('good', this.t('keys.revoked'));
      await this.all.reload();
    } catch (thrown) {
      this.failed(problemOf(thrown));
    }
  }

  private readonly start = (): void => {
    const inHalfAYear = new Date(Date.now() + 182 * 86_400_000).toISOString().slice(0, 10);
    this.value = { expires: inHalfAYear };
    this.making = true;
  };

  private readonly stop = (): void => {
    this.making = false;
    this.secret = '';
    this.problem = undefined;
  };
}

function stateOf(k: Key): keyof typeof badges {
  if (k.revoked_at) return 'revoked';
  return new Date(k.expires) < new Date() ? 'expired' : 'live';
}
