// <rb-mobilisation-platform>: measures by family, and the commitments made to them.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/dialog';
import '@ribambelle/web/table';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';
import type { Column } from '@ribambelle/web/table';

import { type Commitment, type Measure, mobilisation, type Movement, type Rec, type Reference } from './api.ts';
import { Desk, type Told } from './desk.ts';
import './editor.ts';
import { texts } from './texts/platform.ts';

type Data = { measures: Rec<Measure>[]; commitments: Rec<Commitment>[]; movement: Rec<Movement> | undefined; references: Rec<Reference>[] };

const today = () => new Date().toISOString().slice(0, 10);
const overdue = (c: Commitment) => c.due_on < today() && (c.state === 'promised' || c.state === 'claimed');

@element('rb-mobilisation-platform')
export class RbMobilisationPlatform extends Desk {
  static override texts = texts;
  static override styles = [base, css`h2 { font-size: var(--rb-text-l); } ol { padding: 0; margin: 0; } li.measure { display: flex; flex-wrap: wrap; gap: var(--rb-space-2) var(--rb-space-3); align-items: center; padding-block: var(--rb-space-2); border-block-end: 1px solid var(--rb-line); } li.measure:last-child { border: 0; } .name { flex: 1 1 16rem; min-width: 0; }`];

  @state() private claimed: Rec<Commitment> | undefined;
  @state() private proof = '';

  private readonly data = loaded(this, async (): Promise<Data> => {
    const [measures, commitments, movement, references] = await Promise.all([
      mobilisation.list<Measure>(this.client, 'measures', '&order_by=number'), mobilisation.list<Commitment>(this.client, 'commitments', '&order_by=due_on'),
      mobilisation.movement(this.client), mobilisation.list<Reference>(this.client, 'references'),
    ]);
    return { measures, commitments, movement, references };
  });

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('path') && changed.get('path') !== undefined && this.parts.length === 0) void this.data.reload();
  }

  override render() {
    const [what, collection = '', id = ''] = this.parts;
    return this.data.render((d: Data) => {
      if (what === 'new' || what === 'edit') return this.editor(d, collection, id);
      const adds = may(this.me, 'mobilisation:measures.create') && d.movement?.doc.families?.length;
      return html`<div class="stack wide">
        ${this.head(this.t('mobilisation.platform.title'), this.t('mobilisation.platform.lead'), adds ? html`<rb-button kind="primary" icon="plus" href=${this.href('/new/measures')}>${this.t('mobilisation.measures.new')}</rb-button>` : nothing)}
        ${d.measures.length ? (d.movement?.doc.families ?? []).map((f) => this.family(f.key, this.pick(f.title), d)) : html`<rb-state kind="empty" heading=${this.t('mobilisation.measures.none')}></rb-state>`}
        ${this.commitments(d)}${this.claimed ? this.claiming(this.claimed) : nothing}</div>`;
    });
  }

  private editor(d: Data, collection: string, id: string) {
    const choices = {
      family: (d.movement?.doc.families ?? []).map((f) => ({ value: f.key, label: f.title })),
      evidence: d.references.map((r) => ({ value: r.id, label: { fr: r.doc.title, en: r.doc.title } })),
      measure: d.measures.map((m) => ({ value: m.id, label: m.doc.title })),
    };
    const last = Math.max(0, ...d.measures.map((m) => m.doc.number));
    return html`<rb-mobilisation-editor tenant=${this.tenant} api=${this.api} base=${this.base} .me=${this.me} collection=${collection} .record=${id}
      heading=${this.t(`mobilisation.${collection}.${id ? 'edit' : 'new'}`)} from=${this.t('mobilisation.platform.title')} .choices=${choices} .hidden_=${collection === 'commitments' ? ['state', 'proof', 'ended_on'] : []}
      .begin=${collection === 'measures' ? { number: last + 1, status: 'proposed' } : {}}></rb-mobilisation-editor>`;
  }

  private family(key: string, title: string, d: Data) {
    const own = d.measures.filter((m) => m.doc.family === key);
    if (!own.length) return nothing;
    const changes = may(this.me, 'mobilisation:measures.update');
    return html`<section class="card stack tight"><h2>${title} <span class="muted">${this.t('mobilisation.measures.n', { n: own.length })}</span></h2>
      <ol class="plain">${own.map((m) => html`<li class="measure"><span class="num muted">${m.doc.number}</span><span class="name">${this.pick(m.doc.title)}${m.doc.owner ? html`<br><small class="muted">${m.doc.owner}</small>` : nothing}</span>
        <rb-badge kind=${m.doc.status === 'achieved' ? 'good' : 'info'}>${this.t(`mobilisation.measure.status.${m.doc.status}`)}</rb-badge>${m.doc.public ? nothing : html`<rb-badge>${this.t('mobilisation.private')}</rb-badge>`}
        ${changes ? html`<rb-button size="s" kind="quiet" href=${this.href(`/edit/measures/${m.id}`)} label=${`${this.t('mobilisation.edit')}, ${this.pick(m.doc.title)}`}>${this.t('mobilisation.edit')}</rb-button>` : nothing}</li>`)}</ol></section>`;
  }

  private commitments(d: Data) {
    const late = d.commitments.filter((c) => overdue(c.doc)).length;
    const columns: Column<Rec<Commitment>>[] = [
      { key: 'who', label: this.t('mobilisation.commitments.who'), primary: true, render: (c) => c.doc.who },
      { key: 'promise', label: this.t('mobilisation.commitments.promise'), render: (c) => this.pick(c.doc.promise) },
      { key: 'due', label: this.t('mobilisation.commitments.due'), render: (c) => this.fmt.date(c.doc.due_on), sort: (c) => c.doc.due_on },
      { key: 'state', label: this.t('mobilisation.commitments.state'), render: (c) => html`<rb-badge kind=${overdue(c.doc) ? 'bad' : c.doc.state === 'kept' ? 'good' : c.doc.state === 'claimed' ? 'warn' : 'off'}>${this.t(overdue(c.doc) ? 'mobilisation.commitment.overdue' : `mobilisation.commitment.${c.doc.state}`)}</rb-badge>` },
      { key: 'acts', label: this.t('mobilisation.commitments.acts'), quiet: true, render: (c) => this.acts(c) },
    ];
    return html`<div class="stack"><div class="row apart"><h2>${this.t('mobilisation.commitments.title')}</h2>
        ${may(this.me, 'mobilisation:commitments.create') && d.measures.length ? html`<rb-button icon="plus" href=${this.href('/new/commitments')}>${this.t('mobilisation.commitments.new')}</rb-button>` : nothing}</div>
      <p class="muted">${this.t('mobilisation.commitments.lead')} ${late ? html`<strong>${this.t('mobilisation.commitments.late', { n: late })}</strong>` : nothing}</p>
      <rb-table hide-caption caption=${this.t('mobilisation.commitments.title')} .columns=${columns as never} .rows=${d.commitments as never} empty=${this.t('mobilisation.commitments.none')}></rb-table></div>`;
  }

  private acts(c: Rec<Commitment>) {
    const changes = may(this.me, 'mobilisation:commitments.update');
    const open = c.doc.state === 'promised' || c.doc.state === 'unkept';
    const label = (key: string) => `${this.t(key)}, ${c.doc.who}`;
    return html`<span class="row">${changes && open ? html`<rb-button size="s" @click=${() => { this.proof = ''; this.claimed = c; }} label=${label('mobilisation.commitment.claim')}>${this.t('mobilisation.commitment.claim')}</rb-button>` : nothing}
      ${c.doc.state === 'claimed' && may(this.me, 'mobilisation:commitment.judge') ? html`<rb-button size="s" kind="primary" @click=${() => this.judge(c)} label=${label('mobilisation.commitment.look')}>${this.t('mobilisation.commitment.look')}</rb-button>` : nothing}
      ${changes ? html`<rb-button size="s" kind="quiet" href=${this.href(`/edit/commitments/${c.id}`)} label=${label('mobilisation.edit')}>${this.t('mobilisation.edit')}</rb-button>` : nothing}</span>`;
  }

  private async judge(c: Rec<Commitment>): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('mobilisation.commitment.look'), body: `${this.pick(c.doc.promise)} ${this.t('mobilisation.commitment.proof-is', { proof: c.doc.proof ?? '' })}`, confirm: this.t('mobilisation.commitment.accept') });
    if (sure) await this.attempt(() => mobilisation.act(this.client, 'commitments', c.id, 'judge', { accepted: true }), 'mobilisation.saved', () => this.data.reload());
  }

  private claiming(c: Rec<Commitment>) {
    const done = async () => {
      this.claimed = undefined;
      await this.attempt(() => mobilisation.act(this.client, 'commitments', c.id, 'claim', { proof: this.proof }), 'mobilisation.saved', () => this.data.reload());
    };
    return html`<rb-dialog open heading=${this.t('mobilisation.commitment.claim')} @rb-close=${() => { this.claimed = undefined; }}>
      <rb-field type="textarea" rows="2" maxlength="600" required label=${this.t('mobilisation.commitment.proof')} help=${this.t('mobilisation.commitment.proof-help')} @rb-input=${(e: Told) => { this.proof = String(e.detail.value ?? ''); }}></rb-field>
      <rb-button slot="actions" kind="primary" ?busy=${this.busy} ?disabled=${!this.proof.trim()} @click=${done}>${this.t('mobilisation.commitment.claim')}</rb-button></rb-dialog>`;
  }
}
