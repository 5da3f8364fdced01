// <rb-mobilisation-petitions>: the first page of the module: what to do next, all petitions with their figures, and one
// petition with what can be done to it.

import { css, html, nothing } from 'lit';

import '@ribambelle/web/chain';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';

import { mobilisation, type Movement, type Overview, type PetitionLine, type Rec } from './api.ts';
import { Desk } from './desk.ts';
import './editor.ts';
import './petition-page.ts';
import { texts } from './texts/petitions.ts';

/** Fields of a petition that its steps change, not hands. */
export const steps = ['status', 'log', 'sign', 'news', 'kept'] as const;

/** What people have signed: fixed from the opening on. */
const fixed = ['title', 'text', 'target'] as const;

const kinds = { draft: 'info', open: 'good', paused: 'warn', closed: 'off' } as const;

@element('rb-mobilisation-petitions')
export class RbMobilisationPetitions extends Desk {
  static override texts = texts;
  static override styles = [base, css`.petition { display: grid; gap: var(--rb-space-3); } h2 { font-size: var(--rb-text-l); } .axes td { padding: .25rem .75rem .25rem 0; } .axes th { text-align: start; font-weight: 400; padding: .25rem 1.5rem .25rem 0; }
    @media (max-width: 599px) { .axes :is(tbody, tr, th) { display: block; } .axes tr { padding-block: var(--rb-space-2); } .axes th { font-weight: 620; } .axes td { display: inline-block; } }`];

  private readonly data = loaded(this, async () => {
    const [overview, movement] = await Promise.all([mobilisation.overview(this.client), mobilisation.movement(this.client)]);
    return { overview, movement };
  });

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('path') && changed.get('path') !== undefined && this.parts.length === 0) void this.data.reload();
  }

  override render() {
    const [what, id = ''] = this.parts;
    return this.data.render(({ overview, movement }: { overview: Overview; movement: Rec<Movement> | undefined }) => {
      if (what === 'new' || what === 'edit') return this.editor(movement, overview.petitions.find((p) => what === 'edit' && p.id === id));
      if (what === 'petitions' && id) return html`<rb-mobilisation-petition tenant=${this.tenant} api=${this.api} base=${this.base} .me=${this.me} .petition=${id} .pages=${overview.pages} @rb-done=${() => void this.data.reload()}></rb-mobilisation-petition>`;
      return this.list(overview);
    });
  }

  private editor(movement: Rec<Movement> | undefined, one: PetitionLine | undefined) {
    const id = one?.id ?? '';
    const hidden = one && one.status !== 'draft' ? [...steps, ...fixed] : steps;
    const axes = (movement?.doc.axes ?? []).map((a) => ({ value: a.key, label: a.title }));
    return html`<rb-mobilisation-editor tenant=${this.tenant} api=${this.api} base=${this.base} .me=${this.me} collection="petitions" .record=${id}
      heading=${this.t(id ? 'mobilisation.petitions.edit' : 'mobilisation.petitions.new')} back=${id ? `/petitions/${id}` : '/'} from=${one ? this.pick(one.title) : this.t('mobilisation.petitions.title')} .hidden_=${hidden} .choices=${{ axes }}></rb-mobilisation-editor>`;
  }

  private list(o: Overview) {
    const creates = may(this.me, 'mobilisation:petitions.create') && o.movement;
    const create = creates ? html`<rb-button kind="primary" icon="plus" href=${this.href('/new')}>${this.t('mobilisation.petitions.new')}</rb-button>` : nothing;
    return html`<div class="stack wide">
      ${this.head(this.t('mobilisation.petitions.title'), this.t('mobilisation.petitions.lead'), create)}
      ${this.next(o)}
      ${o.petitions.length ? html`<ul class="plain stack">${o.petitions.map((p) => this.card(p))}</ul>`
        : html`<rb-state kind="first" heading=${this.t('mobilisation.petitions.none')} text=${this.t('mobilisation.petitions.none-text')}>${create}</rb-state>`}
      ${o.axes.length ? html`<div class="card stack tight"><h2>${this.t('mobilisation.petitions.axes')}</h2><p class="muted small">${this.t('mobilisation.petitions.axes-help')}</p>
        <table class="axes num"><tbody>${o.axes.map((a) => html`<tr><th scope="row">${this.pick(a.title)}</th><td>${this.t('mobilisation.petitions.n-petitions', { n: a.petitions })}</td><td>${this.t('mobilisation.petitions.n-confirmed', { n: a.confirmed })}</td><td>${this.t('mobilisation.petitions.n-demands', { n: a.demands })}</td></tr>`)}</tbody></table></div>` : nothing}
    </div>`;
  }

  // The one next step: who asks, then what for, then what waits.
  private next(o: Overview) {
    const modules = this.base.replace(/\/modules\/.*/, '/modules');
    const to = (page: string) => this.base.replace(/\/home$/, '') + `/${page}`;
    if (!o.ready) return html`<rb-notice kind="warn" heading=${this.t('mobilisation.next.sender')}><p>${this.t('mobilisation.next.sender-text')}</p><rb-button href=${`${modules}/mobilisation/settings`}>${this.t('mobilisation.next.settings')}</rb-button></rb-notice>`;
    if (!o.movement) return html`<rb-notice kind="info" heading=${this.t('mobilisation.next.movement')}><p>${this.t('mobilisation.next.movement-text')}</p><rb-button href=${to('movement')}>${this.t('mobilisation.next.write')}</rb-button></rb-notice>`;
    if (o.waiting && may(this.me, 'mobilisation:stories.moderate')) return html`<rb-notice kind="info" heading=${this.t('mobilisation.next.stories', { n: o.waiting })}><rb-button href=${to('stories')}>${this.t('mobilisation.next.read')}</rb-button></rb-notice>`;
    return nothing;
  }

  private card(p: PetitionLine) {
    const f = p.figures;
    return html`<li class="card petition"><div class="row apart"><h2>${this.pick(p.title)}</h2><rb-badge kind=${kinds[p.status]}>${this.t(`mobilisation.petition.status.${p.status}`)}</rb-badge></div>
      ${p.status === 'draft' ? nothing : p.goal ? html`<rb-chain .value=${f.confirmed} .max=${p.goal} label=${this.t('mobilisation.petitions.confirmed')} unit=${this.t('mobilisation.petitions.unit')}></rb-chain>` : html`<p>${this.t('mobilisation.petitions.n-confirmed', { n: f.confirmed })}</p>`}
      ${p.status === 'draft' ? nothing : html`<p class="muted small">${this.t('mobilisation.petitions.figures', { pending: f.pending, flagged: f.flagged, withdrawn: f.withdrawn })}</p>`}
      <div><rb-button href=${this.href(`/petitions/${p.id}`)} label=${`${this.t('mobilisation.petitions.open')}, ${this.pick(p.title)}`}>${this.t('mobilisation.petitions.open')}</rb-button></div></li>`;
  }
}
