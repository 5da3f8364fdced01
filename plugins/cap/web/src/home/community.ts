// <rb-cap-community>: a community as its organisation follows it: seats, waiting list, who leads. Nothing of what
// members say to each other is on this page.

import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/badge';
import '@ribambelle/web/chain';
import '@ribambelle/web/field';
import '@ribambelle/web/table';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import { type Domain, domains } from '@ribambelle/web/domains';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';

import { type Community, communities, type Member } from '../community.ts';
import { Screen, type Told } from '../screen.ts';
import './join.ts';

const kinds = { draft: 'info', open: 'good', closed: 'off' } as const;

@element('rb-cap-community')
export class RbCapCommunity extends Screen {
  @state() private capacity = 0;
  @state() private leading = false;

  private readonly data = loaded(this, async () => {
    const [one, seats] = await Promise.all([communities.get(this.client, this.target), communities.seats(this.client, this.target)]);
    this.capacity = one.doc.capacity ?? 0;
    return { one, seats };
  });

  override render() {
    return this.data.render(({ one, seats }) => {
      const { doc } = one;
      this.entitle(doc.title);
      const members = seats.filter((s) => s.role === 'member' && s.state === 'seated').length;
      const leads = seats.some((s) => s.role === 'mentor');
      return html`<div class="stack wide">
        <div class="stack tight">${this.back()}
          <div class="row"><h1 tabindex="-1">${this.pick(doc.title)}</h1><rb-badge kind=${kinds[doc.status ?? 'draft']}>${this.t(`cap.status.${doc.status ?? 'draft'}`)}</rb-badge></div>
          <p class="lead">${[this.pick(doc.theme), this.t(`cap.public.${doc.public}`)].filter(Boolean).join(' · ')}</p></div>
        ${this.refusal()}
        <div class="card stack tight"><rb-chain .value=${members} .max=${Math.max(doc.capacity ?? 1, 1)} label=${this.t('cap.run.seats')} unit=${this.t('cap.run.seats.unit')}></rb-chain></div>
        ${leads || doc.status !== 'open' ? nothing : html`<rb-notice kind="warn" heading=${this.t('cap.run.no-mentor')}><span>${this.t('cap.run.no-mentor.text')}</span></rb-notice>`}
        ${this.people(seats, doc)}
        ${doc.status === 'open' ? this.changes(doc) : nothing}
        <rb-notice kind="privacy">${this.t('cap.run.private')}</rb-notice>
        ${this.leading ? html`<rb-cap-join lead api=${this.api} .me=${this.me} .community=${{ id: one.id, title: doc.title, taken: 0, waiting: 0, capacity: 1 }} @rb-close=${() => { this.leading = false; }} @rb-joined=${this.led}></rb-cap-join>` : nothing}
      </div>`;
    });
  }

  private people(seats: readonly Member[], doc: Community) {
    const open = doc.status === 'open';
    const acts = (m: Member) => !open ? nothing : html`<span class="row">
      ${m.role === 'member' && m.state === 'seated' ? html`<rb-button size="s" @click=${() => this.promote(m)} label=${`${this.t('cap.run.promote')}, ${m.name}`}>${this.t('cap.run.promote')}</rb-button>` : nothing}
      <rb-button size="s" kind="quiet" @click=${() => this.unseat(m)} label=${`${this.t('cap.run.remove')}, ${m.name}`}>${this.t('cap.run.remove')}</rb-button></span>`;
    const columns = [
      { key: 'name', label: this.t('cap.run.name'), primary: true, sort: (m: Member) => m.name },
      { key: 'role', label: this.t('cap.run.role'), render: (m: Member) => (m.state === 'waiting' ? this.t('cap.role.waiting', { n: this.rank(seats, m) }) : this.t(`cap.role.${m.role}`)), sort: (m: Member) => m.role },
      { key: 'organisation', label: this.t('cap.join.organisation'), render: (m: Member) => [m.organisation, m.region].filter(Boolean).join(', ') || nothing },
      { key: 'signed', label: this.t('cap.run.pact'), render: (m: Member) => this.t(m.signed ? 'web.yes' : 'cap.run.unsigned') },
      { key: 'acts', label: this.t('cap.run.acts'), quiet: true, render: acts },
    ];
    const self = open && this.me?.person && !seats.some((s) => s.role === 'mentor');
    return html`<section class="stack"><h2>${this.t('cap.run.people')}</h2>
      <div class="card"><rb-table caption=${this.t('cap.run.people')} hide-caption empty=${this.t('cap.run.nobody')} .columns=${columns} .rows=${seats} .rowKey=${(m: Member) => m.seat}></rb-table></div>
      ${self ? html`<div><rb-button icon="user-plus" ?busy=${this.busy} @click=${() => { this.leading = true; }}>${this.t('cap.run.lead')}</rb-button></div>` : nothing}</section>`;
  }

  private rank(seats: readonly Member[], m: Member): number {
    return seats.filter((s) => s.state === 'waiting').indexOf(m) + 1;
  }

  private changes(doc: Community) {
    const same = this.capacity === doc.capacity || this.capacity < 2;
    return html`<section class="stack"><h2>${this.t('cap.run.changes')}</h2><div class="card stack">
      <rb-field type="integer" width="s" min="2" max="200" label=${this.t('cap.field.capacity')} help=${this.t('cap.run.capacity.help')} .value=${this.capacity} @rb-input=${(e: Told) => { this.capacity = Number(e.detail.value) || 0; }}></rb-field>
      <div><rb-button ?busy=${this.busy} ?disabled=${same} @click=${() => this.revise({ capacity: this.capacity })}>${this.t('cap.run.capacity')}</rb-button></div>
      <rb-field type="checks" label=${this.t('cap.field.domains')} help=${this.t('cap.field.domains.help')} .options=${domains.map((value) => ({ value, label: this.t(`web.domain.${value}`) }))} .value=${doc.domains ?? []}
        @rb-change=${(e: Told) => this.revise({ domains: e.detail.value as Domain[] })}></rb-field>
      <rb-field type="checkbox" label=${this.t('cap.field.listed')} help=${this.t('cap.field.listed.help')} .value=${doc.listed ?? false} @rb-change=${(e: Told) => this.revise({ listed: e.detail.value === true })}></rb-field>
      ${may(this.me, 'cap:community.open') ? html`<div><rb-button kind="danger" @click=${this.end}>${this.t('cap.run.end')}</rb-button></div>` : nothing}
    </div></section>`;
  }

  private async revise(part: Partial<Community>): Promise<void> {
    await this.attempt(() => communities.revise(this.client, this.target, part), this.t('cap.saved'));
    await this.data.reload();
  }

  private async promote(m: Member): Promise<void> {
    await this.attempt(() => communities.promote(this.client, this.target, m.seat), this.t('cap.run.promoted', { name: m.name }));
    await this.data.reload();
  }

  private readonly led = async (): Promise<void> => {
    this.leading = false;
    this.notify('good', this.t('cap.run.led'));
    await this.data.reload();
  };

  private async unseat(m: Member): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('cap.run.remove.title', { name: m.name }), body: this.t('cap.run.remove.text'), confirm: this.t('cap.run.remove'), danger: true });
    if (!sure) return;
    await this.attempt(() => communities.remove(this.client, this.target, m.seat), this.t('cap.run.removed'));
    await this.data.reload();
  }

  private readonly end = async (): Promise<void> => {
    const { doc } = this.data.value!.one;
    const sure = await confirmBox(this, { heading: this.t('cap.run.end.title', { title: doc.title }), body: this.t('cap.run.end.text'), confirm: this.t('cap.run.end'), danger: true });
    if (!sure) return;
    await this.attempt(() => communities.close(this.client, this.target), this.t('cap.run.ended'));
    await this.data.reload();
  };
}
