// <rb-mobilisation-demands>: what is asked of whom, and the works that it rests on.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/dialog';
import '@ribambelle/web/table';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';
import type { Column } from '@ribambelle/web/table';

import { type Demand, mobilisation, type Movement, type Rec, type Reference } from './api.ts';
import { Desk, type Told } from './desk.ts';
import './editor.ts';
import { texts } from './texts/demands.ts';

const statuses = ['raised', 'answered', 'adopted', 'refused'] as const;
const kinds = { raised: 'info', answered: 'warn', adopted: 'good', refused: 'off' } as const;
type Data = { demands: Rec<Demand>[]; references: Rec<Reference>[]; movement: Rec<Movement> | undefined };

@element('rb-mobilisation-demands')
export class RbMobilisationDemands extends Desk {
  static override texts = texts;
  static override styles = [base, css`h3 { font-size: var(--rb-text-l); }`];

  @state() private moved: Rec<Demand> | undefined;
  @state() private importing = false;
  @state() private typed: Record<string, string> = {};

  private readonly data = loaded(this, async (): Promise<Data> => {
    const [demands, references, movement] = await Promise.all([
      mobilisation.list<Demand>(this.client, 'demands'), mobilisation.list<Reference>(this.client, 'references', '&order_by=year%20desc'), mobilisation.movement(this.client),
    ]);
    return { demands, references, movement };
  });

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('path') && changed.get('path') !== undefined && this.parts.length === 0) void this.data.reload();
  }

  override render() {
    const [what, collection = '', id = ''] = this.parts;
    return this.data.render((d: Data) => {
      if (what === 'new' || what === 'edit') return this.editor(d, collection, id);
      return html`<div class="stack wide">
        ${this.head(this.t('mobilisation.demands.title'), this.t('mobilisation.demands.lead'), may(this.me, 'mobilisation:demands.create') && d.movement ? html`<rb-button kind="primary" icon="plus" href=${this.href('/new/demands')}>${this.t('mobilisation.demands.new')}</rb-button>` : nothing)}
        ${d.demands.length ? html`<ul class="plain stack">${d.demands.map((one) => this.card(one, d))}</ul>` : html`<rb-state kind="empty" heading=${this.t('mobilisation.demands.none')}></rb-state>`}
        ${this.library(d)}
        ${this.moved ? this.moving(this.moved) : nothing}${this.importing ? this.import() : nothing}</div>`;
    });
  }

  private editor(d: Data, collection: string, id: string) {
    const choices = {
      axes: (d.movement?.doc.axes ?? []).map((a) => ({ value: a.key, label: a.title })),
      evidence: d.references.map((r) => ({ value: r.id, label: { fr: r.doc.title, en: r.doc.title } })),
    };
    return html`<rb-mobilisation-editor tenant=${this.tenant} api=${this.api} base=${this.base} .me=${this.me} collection=${collection} .record=${id}
      heading=${this.t(`mobilisation.${collection}.${id ? 'edit' : 'new'}`)} from=${this.t('mobilisation.demands.title')} .choices=${collection === 'demands' ? choices : {}} .hidden_=${collection === 'demands' ? ['status', 'history'] : ['item']}></rb-mobilisation-editor>`;
  }

  private card(one: Rec<Demand>, d: Data) {
    const { doc } = one;
    const axes = (doc.axes ?? []).map((key) => this.pick(d.movement?.doc.axes?.find((a) => a.key === key)?.title) || key);
    const changes = may(this.me, 'mobilisation:demands.update');
    return html`<li class="card stack tight"><div class="row apart"><h2>${this.pick(doc.title)}</h2><div class="row"><rb-badge kind=${kinds[doc.status]}>${this.t(`mobilisation.demand.status.${doc.status}`)}</rb-badge><rb-badge kind=${doc.public ? 'good' : 'off'}>${this.t(doc.public ? 'mobilisation.public' : 'mobilisation.private')}</rb-badge></div></div>
      <p class="muted">${[this.pick(doc.target), ...axes].join(' · ')}</p>
      <p class="small">${doc.evidence?.length ? this.t('mobilisation.demands.rests', { n: doc.evidence.length }) : this.t('mobilisation.demands.rests.none')}</p>
      ${changes ? html`<div class="row"><rb-button icon="pencil" href=${this.href(`/edit/demands/${one.id}`)} label=${`${this.t('mobilisation.edit')}, ${this.pick(doc.title)}`}>${this.t('mobilisation.edit')}</rb-button>
        <rb-button @click=${() => { this.typed = { status: doc.status, on: new Date().toISOString().slice(0, 10), note: '' }; this.moved = one; }}>${this.t('mobilisation.demands.move')}</rb-button></div>` : nothing}</li>`;
  }

  private library(d: Data) {
    const columns: Column<Rec<Reference>>[] = [
      { key: 'title', label: this.t('mobilisation.references.work'), primary: true, render: (r) => this.pick(r.doc.title), sort: (r) => r.doc.title },
      { key: 'authors', label: this.t('mobilisation.references.authors'), render: (r) => (r.doc.authors ?? '').split(';')[0] ?? '' },
      { key: 'year', label: this.t('mobilisation.references.year'), num: true, render: (r) => String(r.doc.year ?? ''), sort: (r) => r.doc.year ?? 0 },
      { key: 'found', label: this.t('mobilisation.references.found'), render: (r) => r.doc.doi ? html`<a href=${`https://doi.org/${r.doc.doi}`} target="_blank" rel="noopener noreferrer">${r.doc.doi}</a>` : r.doc.archived ? html`<a href=${r.doc.archived} target="_blank" rel="noopener noreferrer">${this.t('mobilisation.references.archived')}</a>` : html`<rb-badge kind="warn">${this.t('mobilisation.references.neither')}</rb-badge>` },
      ...(may(this.me, 'mobilisation:references.update') ? [{ key: 'edit', label: this.t('mobilisation.edit'), quiet: true, render: (r: Rec<Reference>) => html`<rb-button size="s" kind="quiet" href=${this.href(`/edit/references/${r.id}`)} label=${`${this.t('mobilisation.edit')}, ${r.doc.title}`}>${this.t('mobilisation.edit')}</rb-button>` }] : []),
    ];
    return html`<div class="stack"><div class="row apart"><h2>${this.t('mobilisation.references.title')}</h2><div class="row">
        ${may(this.me, 'mobilisation:references.create') ? html`<rb-button icon="plus" href=${this.href('/new/references')}>${this.t('mobilisation.references.new')}</rb-button>` : nothing}
        ${may(this.me, 'mobilisation:reference.import') ? html`<rb-button icon="upload" @click=${() => { this.typed = {}; this.importing = true; }}>${this.t('mobilisation.references.import')}</rb-button>` : nothing}
        <rb-button kind="quiet" icon="download" href=${this.client.href('/mobilisation/references:csl')} download="references.json">${this.t('mobilisation.references.export')}</rb-button></div></div>
      <p class="muted">${this.t('mobilisation.references.lead')}</p>
      <rb-table hide-caption caption=${this.t('mobilisation.references.title')} .columns=${columns as never} .rows=${d.references as never} empty=${this.t('mobilisation.references.none')}></rb-table></div>`;
  }

  private type(name: string) {
    return (e: Told) => { this.typed = { ...this.typed, [name]: String(e.detail.value ?? '') }; };
  }

  private moving(one: Rec<Demand>) {
    const done = async () => {
      const { status = '', on = '', note = '' } = this.typed;
      this.moved = undefined;
      await this.attempt(() => mobilisation.act(this.client, 'demands', one.id, 'move', { status, on, ...(note ? { note: { [this.language]: note } } : {}) }), 'mobilisation.saved', () => this.data.reload());
    };
    return html`<rb-dialog open heading=${this.t('mobilisation.demands.move')} @rb-close=${() => { this.moved = undefined; }}><div class="stack">
      <rb-field type="select" label=${this.t('mobilisation.demands.stands')} .value=${this.typed['status']} .options=${statuses.map((s) => ({ value: s, label: this.t(`mobilisation.demand.status.${s}`) }))} @rb-change=${this.type('status')}></rb-field>
      <rb-field type="date" width="m" label=${this.t('mobilisation.demands.on')} .value=${this.typed['on']} @rb-change=${this.type('on')}></rb-field>
      <rb-field type="textarea" rows="3" optional label=${this.t('mobilisation.demands.note')} help=${this.t('mobilisation.demands.note-help')} @rb-input=${this.type('note')}></rb-field></div>
      <rb-button slot="actions" kind="primary" ?busy=${this.busy} @click=${done}>${this.t('mobilisation.demands.move')}</rb-button></rb-dialog>`;
  }

  private import() {
    const done = async () => {
      this.importing = false;
      let told = { added: 0, there: 0 };
      const ok = await this.attempt(async () => { told = await mobilisation.importReferences(this.client, this.typed['text'] ?? ''); }, '', () => this.data.reload());
      if (ok) this.notify('good', this.t('mobilisation.references.imported', { n: told.added, there: told.there }));
    };
    const read = async (e: Told) => { if (e.detail.value instanceof File) this.typed = { text: await e.detail.value.text() }; };
    return html`<rb-dialog open heading=${this.t('mobilisation.references.import')} @rb-close=${() => { this.importing = false; }}><div class="stack">
      <p>${this.t('mobilisation.references.import-help')}</p>
      <rb-field type="file" accept=".json" label=${this.t('mobilisation.references.file')} @rb-change=${read}></rb-field></div>
      <rb-button slot="actions" kind="primary" ?busy=${this.busy} ?disabled=${!this.typed['text']} @click=${done}>${this.t('mobilisation.references.import')}</rb-button></rb-dialog>`;
  }
}
