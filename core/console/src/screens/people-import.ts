// Invite people from a list; once they are, a list of links to keep, and letters to print for those without mail.

import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { holdsAll, type Unit } from '@ribambelle/web/me';
import '@ribambelle/web/unit-picker';

import { head } from '../parts/head.ts';
import type { Outcome, Row } from '../parts/import-preview.ts';
import { ImportScreen, sheetOf } from '../parts/import-screen.ts';
import '../parts/letter.ts';
import { learnRoles, type Role, roleTitle, sentence } from '../parts/role-title.ts';

type Made = Row & { issued: NonNullable<Row['issued']> };

const lot = 50; // letters prepared at a time

@element('rb-people-import')
export class RbPeopleImport extends ImportScreen {
  protected readonly of = 'people-import';
  protected readonly address = '/people:import';

  @state() private place = '';
  @state() private mail = false;
  @state() private done: Outcome | undefined;
  @state() private from = -1;
  private readonly known = loaded(this, async (signal) => {
    const [units, roles] = await Promise.all([this.api.all<Unit>('/units', 'units', { signal }), this.api.all<Role>('/roles', 'roles', { signal })]);
    learnRoles(roles);
    return units;
  });

  protected get back() {
    return { href: this.to('people'), label: this.t('people.menu') };
  }

  override render() {
    if (!this.done) return super.render();
    const made = this.done.rows.filter((r): r is Made => r.issued !== undefined);
    const paper = made.filter((r) => !r.issued.sent);
    const list = [[this.t('people.name'), this.t('person.email'), this.t('invite.role'), this.t('invite.unit'), this.t('invite.link')], ...made.map((r) => [r.name, r.email ?? '', this.roleOf(r), r.unit_name || this.t('frame.whole'), this.full(r.issued.link)])];
    return html`<div class="page"><div class="stack no-print">${head({ title: this.t('people-import.done', { n: made.length }), back: this.back })}
      <rb-notice kind="good">${[this.done.updated ? this.t('people-import.given', { n: this.done.updated }) : '', made.length > paper.length ? this.t('people-import.sent', { n: made.length - paper.length }) : '', made.length ? this.t('people-import.once') : ''].filter(Boolean).join(' ')}</rb-notice>
      ${made.length ? html`<div class="row"><rb-button kind="primary" icon="download" href=${sheetOf(list)} download="invitations.csv">${this.t('people-import.list')}</rb-button>
        ${paper.length ? html`<rb-button icon="printer" @click=${() => (this.from = 0)}>${this.t('people-import.letters', { n: paper.length })}</rb-button>` : nothing}</div>` : nothing}
      ${this.from >= 0 ? this.lots(paper.length) : nothing}</div>
      ${this.from >= 0 ? paper.slice(this.from, this.from + lot).map((r) => this.letter(r)) : nothing}</div>`;
  }

  private lots(n: number) {
    const last = Math.min(this.from + lot, n);
    return html`<div class="row"><rb-button kind="primary" icon="printer" @click=${() => window.print()}>${this.t('people-import.print', { from: this.from + 1, to: last })}</rb-button>
      ${last < n ? html`<rb-button @click=${() => (this.from = last)}>${this.t('people-import.next')}</rb-button>` : nothing}</div>`;
  }

  private letter(r: Made) {
    const issued = { invitation: { id: r.issued.id, name: r.name, role: r.role, unit_name: r.unit_name, expires: this.done!.expires ?? '' }, link: this.full(r.issued.link), code: r.issued.code };
    return html`<rb-letter .issued=${issued} .tenant=${this.me!.tenant}></rb-letter>`;
  }

  private readonly full = (link: string): string => new URL(link, location.origin).href;

  private readonly roleOf = (r: Row): string => sentence(roleTitle(this, r.role ?? ''));

  protected choices() {
    const units = this.known.value;
    return html`${units?.length ? html`<rb-unit-picker .label=${this.t('people-import.place')} .all=${holdsAll(this.me) ? this.t('frame.whole') : ''} .units=${units} .value=${this.place} @rb-change=${(e: CustomEvent<{ value: string }>) => { this.place = e.detail.value; this.fresh(); }}></rb-unit-picker>` : nothing}
      ${this.me?.tenant.mails ? html`<rb-field type="checkbox" .label=${this.t('people-import.send')} .help=${this.t('people-import.send-help')} .value=${this.mail} @rb-change=${(e: CustomEvent<{ value: boolean }>) => { this.mail = e.detail.value; }}></rb-field>` : nothing}`;
  }

  protected chosen = () => ({ ...(this.place ? { parent_id: this.place } : {}), ...(this.mail ? { send: true } : {}) });

  protected written(outcome: Outcome): void {
    this.done = outcome;
    this.tell('good', this.t('people-import.written'));
  }

  protected sample(): string[][] {
    if (this.locale.startsWith('en')) return [['name', 'email', 'role', 'place'], ['Camille Roy', 'camille@example.org', 'Centre management', 'The Lilacs'], ['Lou Petit', '', 'Education team', 'The Lilacs']];
    return [['nom', 'courriel', 'rôle', 'lieu'], ['Camille Roy', 'camille@example.org', 'Direction', 'Les Lilas'], ['Lou Petit', '', this.locale === 'fr-CA' ? 'Personnel éducateur' : 'Équipe éducative', 'Les Lilas']];
  }
}
