// <rb-portrait-edit>: a questionnaire's draft, written by somebody who knows no YAML. What is typed is kept as one goes.

import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';

import '@ribambelle/web/back';
import '@ribambelle/web/button';
import '@ribambelle/web/error-summary';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import { competences } from '@ribambelle/web/competences';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import { domains } from '@ribambelle/web/domains';
import type { SummaryLine } from '@ribambelle/web/error-summary';
import { parent, read, write } from '@ribambelle/web/form/pointer';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { ModuleElement } from '@ribambelle/web/module-element';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import { depths, type Dimension, type Item, type Scale } from '../questionnaire.ts';
import { texts } from '../texts/edit.ts';
import { instruments, type Kept } from '../wave/instruments.ts';
import type { Rec } from '../wave/wave.ts';
import { beside, type Draft, freeKey, holder, itemKeys, nested, shifted, swapped, tidy, unnested, without } from './draft.ts';

type Told = CustomEvent<{ value: unknown }>;
const kinds = ['frequency', 'likert', 'yesno', 'rubric', 'stop', 'rating'] as const;
const mostAnchors = 21;

@element('rb-portrait-edit')
export class RbPortraitEdit extends ModuleElement {
  static override texts = texts;
  static override styles = [base, css`
    summary { min-height: 44px; display: list-item; align-content: center; cursor: pointer; font-weight: 620; overflow-wrap: anywhere; }
    .pair { display: grid; gap: var(--rb-space-3); grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); align-items: end; }
    .items > li { border-block-start: 1px solid var(--rb-line); }
    .inside { padding-block: var(--rb-space-2) var(--rb-space-4); }
    .level-1 { margin-inline-start: var(--rb-space-4); } .level-2 { margin-inline-start: calc(2 * var(--rb-space-4)); }
    .level-3, .level-4 { margin-inline-start: calc(3 * var(--rb-space-4)); }
    .bar { position: sticky; inset-block-end: 0; background: var(--rb-paper); border-block-start: 1px solid var(--rb-line); padding-block: var(--rb-space-3); z-index: 1; }
  `];

  @property() questionnaire = '';
  @state() private doc!: Draft;
  @state() private saved = '';
  @state() private problem: Problem | undefined;
  @state() private lacks: readonly SummaryLine[] = [];
  @state() private checked = false;
  private record!: Rec<Draft>;
  private saving: Promise<void> = Promise.resolve();
  private readonly data = loaded(this, async () => {
    this.record = (await instruments.get(this.client, this.questionnaire)) as Rec<Draft>;
    this.doc = this.record.doc;
    return this.record;
  });

  override render() {
    return this.data.render(() => {
      const title = this.pick(this.doc.title) || this.t('portrait.edit.untitled');
      this.entitle(title);
      return html`<div class="stack wide">
        <div class="stack tight"><rb-back href=${this.href('/')}>${this.t('portrait.edit.back')}</rb-back>
          <h1 tabindex="-1">${title}</h1><p class="lead">${this.t('portrait.edit.lead')}</p></div>
        ${this.problem ? html`<rb-notice kind="bad" role="alert">${this.say(this.problem)}${this.problem.errors.map((e) => html`<br />${e.message}`)}</rb-notice>` : nothing}
        <rb-error-summary .errors=${this.lacks}></rb-error-summary>
        ${this.checked && this.lacks.length === 0 ? html`<rb-notice kind="good" role="status">${this.t('portrait.edit.ready')}</rb-notice>` : nothing}
        ${this.head()}${this.scales()}
        <h2>${this.t('portrait.edit.dimensions')}</h2>
        ${repeat(this.doc.dimensions, (d) => d.key, (d, i) => this.dimension(d, i))}
        <div><rb-button icon="plus" @click=${this.addDimension}>${this.t('portrait.edit.dimension.add')}</rb-button></div>
        <div class="bar row apart"><span class="small muted" role="status">${this.saved ? this.t('portrait.edit.saved', { time: this.saved }) : nothing}</span>
          <div class="row"><rb-button kind="quiet" icon="eye" href=${this.href(`/${this.questionnaire}/preview`)}>${this.t('portrait.edit.preview')}</rb-button>
            <rb-button @click=${this.check}>${this.t('portrait.edit.check')}</rb-button>
            ${may(this.me, 'portrait:questionnaire.publish') ? html`<rb-button kind="primary" @click=${this.publish}>${this.t('portrait.questionnaires.publish')}</rb-button>` : nothing}</div></div>
      </div>`;
    });
  }

  // A field of one place of the document.
  private at(pointer: string, type: string, label: string, more: { options?: readonly { value: string; label: string }[]; help?: string; optional?: boolean } = {}) {
    const plain = type === 'checkbox' || type === 'checks' ? (read(this.doc, pointer) ?? (type === 'checks' ? [] : false)) : (read(this.doc, pointer) ?? '');
    return html`<rb-field data-pointer=${pointer} type=${type} label=${label} help=${more.help ?? ''} ?optional=${more.optional ?? false} rows="2" .options=${more.options ?? []} .value=${plain}
      @rb-change=${(e: Told) => this.put(pointer, e.detail.value)}></rb-field>`;
  }

  // A text in each language of the questionnaire.
  private words(pointer: string, type: string, label: string, optional = false) {
    return html`<div class="pair" data-pointer=${pointer}>${this.doc.languages.map((l) => this.at(`${pointer}/${l}`, type, this.doc.languages.length > 1 ? `${label} (${this.t(`web.language.${l}`).toLowerCase()})` : label, { optional }))}</div>`;
  }

  private head() {
    const languages = ['fr', 'en'].map((value) => ({ value, label: this.t(`web.language.${value}`) }));
    return html`<section class="card stack"><h2>${this.t('portrait.edit.head')}</h2>
      ${this.words('/title', 'text', this.t('portrait.edit.title'))}${this.words('/intro', 'textarea', this.t('portrait.edit.intro'), true)}
      <div class="pair">${this.at('/licence', 'text', this.t('portrait.edit.licence'), { help: this.t('portrait.edit.licence.help') })}${this.at('/version', 'text', this.t('portrait.edit.version'))}</div>
      ${this.at('/languages', 'checks', this.t('portrait.edit.languages'), { options: languages })}
      ${this.at('/licensed', 'checkbox', this.t('portrait.edit.licensed'))}</section>`;
  }

  private scales() {
    return html`<section class="card stack tight"><h2>${this.t('portrait.edit.scales')}</h2><p class="muted">${this.t('portrait.edit.scales.help')}</p>
      ${repeat(this.doc.scales, (s) => s.key, (s, i) => this.scale(s, i))}
      <div><rb-button icon="plus" @click=${this.addScale}>${this.t('portrait.edit.scale.add')}</rb-button></div></section>`;
  }

  private scale(s: Scale, i: number) {
    const at = `/scales/${i}`;
    const used = this.doc.dimensions.some((d) => d.items?.some((it) => it.scale === s.key));
    const values = s.max - s.min < mostAnchors ? Array.from({ length: Math.max(0, s.max - s.min + 1) }, (_, n) => s.min + n) : [];
    return html`<details data-pointer=${at}><summary>${this.scaleName(s)}</summary><div class="stack inside">
      <div class="pair">${this.at(`${at}/kind`, 'select', this.t('portrait.edit.kind'), { options: kinds.map((value) => ({ value, label: this.t(`portrait.edit.kind.${value}`) })) })}
        ${this.at(`${at}/min`, 'integer', this.t('portrait.edit.min'))}${this.at(`${at}/max`, 'integer', this.t('portrait.edit.max'))}</div>
      <div class="pair" data-pointer=${`${at}/anchors`}>${values.map((v) => this.doc.languages.map((l) => this.anchor(s, i, v, l)))}</div>
      ${this.at(`${at}/not_applicable`, 'checkbox', this.t('portrait.edit.na'))}${this.at(`${at}/not_observed`, 'checkbox', this.t('portrait.edit.no'))}
      ${used ? nothing : html`<div><rb-button kind="danger" @click=${() => this.change({ scales: this.doc.scales.filter((o) => o !== s) })}>${this.t('portrait.edit.scale.remove')}</rb-button></div>`}
    </div></details>`;
  }

  private scaleName(s: Scale): string {
    return `${this.t(`portrait.edit.kind.${s.kind}`)}, ${this.t('portrait.edit.range', { min: s.min, max: s.max })}`;
  }

  private anchor(s: Scale, i: number, value: number, language: string) {
    const all = s.anchors ?? [];
    const put = (e: Told) => {
      const words = { ...(all.find((a) => a.value === value) ?? { value }), [language]: String(e.detail.value) };
      this.put(`/scales/${i}/anchors`, [...all.filter((a) => a.value !== value && a.value >= s.min && a.value <= s.max), words].sort((a, b) => a.value - b.value));
    };
    const said = (all.find((a) => a.value === value) as Record<string, unknown> | undefined)?.[language];
    return html`<rb-field type="text" label=${this.t('portrait.edit.anchor', { value, language: this.t(`web.language.${language}`).toLowerCase() })} .value=${said ?? ''} @rb-change=${put}></rb-field>`;
  }

  private dimension(d: Dimension, i: number) {
    const [all, at] = [this.doc.dimensions, `/dimensions/${i}`];
    const name = this.pick(d.title) || this.t('portrait.edit.dimension.of', { n: i + 1 });
    const holds = all.some((o) => o.parent === d.key);
    const act = (icon: string, key: string, to: readonly Dimension[] | undefined) => to
      ? html`<rb-button kind="quiet" size="s" icon=${icon} label=${this.t(`portrait.edit.${key}.of`, { name })} @click=${() => this.change({ dimensions: to })}>${this.t(`portrait.edit.${key}`)}</rb-button>` : nothing;
    return html`<section class="card stack tight level-${depths(all).get(d.key) ?? 0}" data-pointer=${at} aria-label=${name}>
      ${this.words(`${at}/title`, 'text', this.t('portrait.edit.dimension.title'))}
      ${holds ? html`<p class="small muted">${this.t('portrait.edit.holds')}</p>` : html`
        <ol class="plain items" data-pointer=${`${at}/items`}>${repeat(d.items ?? [], (it) => it.key, (it, j) => this.item(it, d, i, j))}</ol>
        <div><rb-button icon="plus" label=${this.t('portrait.edit.item.add.of', { name })} @click=${() => this.addItem(d, i)}>${this.t('portrait.edit.item.add')}</rb-button></div>`}
      <div class="row">${act('arrow-up', 'up', beside(all, i, -1) === undefined ? undefined : shifted(all, i, -1))}
        ${act('arrow-down', 'down', beside(all, i, 1) === undefined ? undefined : shifted(all, i, 1))}
        ${act('arrow-right', 'nest', holder(all, i) ? nested(all, i) : undefined)}${act('arrow-left', 'unnest', d.parent === undefined ? undefined : unnested(all, i))}
        <rb-button kind="quiet" size="s" icon="trash-2" label=${this.t('portrait.edit.dimension.remove.of', { name })} @click=${() => this.removeDimension(i, name)}>${this.t('portrait.edit.dimension.remove')}</rb-button></div>
    </section>`;
  }

  private item(it: Item, d: Dimension, i: number, j: number): TemplateResult {
    const at = `/dimensions/${i}/items/${j}`;
    const items = d.items ?? [];
    const name = this.pick(it.text) || this.t('portrait.edit.item.of', { n: j + 1 });
    const set = (next: readonly Item[]) => this.put(`/dimensions/${i}/items`, next);
    const named = (what: 'domain' | 'competence', all: readonly string[]) => all.map((value) => ({ value, label: this.t(`web.${what}.${value}`) }));
    return html`<li><details data-pointer=${at}><summary>${name}</summary><div class="stack inside">
      ${this.words(`${at}/text`, 'textarea', this.t('portrait.edit.item.text'))}
      ${this.at(`${at}/scale`, 'select', this.t('portrait.edit.item.scale'), { options: this.doc.scales.map((s) => ({ value: s.key, label: this.scaleName(s) })) })}
      ${this.at(`${at}/reversed`, 'checkbox', this.t('portrait.edit.item.reversed'))}
      ${this.words(`${at}/help`, 'text', this.t('portrait.edit.item.help'), true)}${this.words(`${at}/evidence`, 'text', this.t('portrait.edit.item.evidence'), true)}
      <details><summary>${this.t('portrait.edit.item.tags')}</summary><div class="pair inside">
        ${this.at(`${at}/domains`, 'checks', this.t('portrait.edit.item.domains'), { options: named('domain', domains) })}
        ${this.at(`${at}/cps`, 'checks', this.t('portrait.edit.item.cps'), { options: named('competence', competences) })}</div></details>
      <div class="row">${j > 0 ? html`<rb-button kind="quiet" size="s" icon="arrow-up" label=${this.t('portrait.edit.up.of', { name })} @click=${() => set(swapped(items, j, -1))}>${this.t('portrait.edit.up')}</rb-button>` : nothing}
        ${j < items.length - 1 ? html`<rb-button kind="quiet" size="s" icon="arrow-down" label=${this.t('portrait.edit.down.of', { name })} @click=${() => set(swapped(items, j, 1))}>${this.t('portrait.edit.down')}</rb-button>` : nothing}
        <rb-button kind="quiet" size="s" icon="trash-2" label=${this.t('portrait.edit.item.remove.of', { name })} @click=${() => this.removeItem(items.filter((o) => o !== it), i)}>${this.t('portrait.edit.item.remove')}</rb-button></div>
    </div></details></li>`;
  }

  private addScale(): void {
    const key = freeKey('echelle', this.doc.scales.map((s) => s.key));
    this.change({ scales: [...this.doc.scales, { key, kind: 'likert', min: 1, max: 5, anchors: [] }] });
  }

  private addDimension(): void {
    const key = freeKey('dimension', this.doc.dimensions.map((d) => d.key));
    this.change({ dimensions: [...this.doc.dimensions, { key, title: {}, items: [] }] });
  }

  private addItem(d: Dimension, i: number): void {
    const last = d.items?.at(-1)?.scale ?? this.doc.scales[0]?.key ?? '';
    const at = d.items?.length ?? 0;
    this.put(`/dimensions/${i}/items`, [...(d.items ?? []), { key: freeKey('enonce', itemKeys(this.doc)), scale: last, text: {} }]);
    void this.updateComplete.then(() => this.find(`/dimensions/${i}/items/${at}/text`)?.focus());
  }

  private removeItem(left: readonly Item[], i: number): void {
    const before = this.doc.dimensions;
    this.put(`/dimensions/${i}/items`, left);
    this.notify('info', this.t('portrait.edit.item.removed'), () => this.change({ dimensions: before }));
  }

  private async removeDimension(i: number, name: string): Promise<void> {
    const left = without(this.doc.dimensions, i);
    const lost = this.doc.dimensions.filter((d) => !left.includes(d)).reduce((n, d) => n + (d.items?.length ?? 0), 0);
    if (lost > 0 && !(await confirmBox(this, { heading: this.t('portrait.edit.dimension.remove.of', { name }), loses: [this.t('portrait.edit.loses', { n: lost })], confirm: this.t('portrait.edit.dimension.remove'), danger: true }))) return;
    this.change({ dimensions: left });
  }

  private change(part: Partial<Draft>): void {
    this.doc = { ...this.doc, ...part };
    this.save();
  }

  private put(pointer: string, value: unknown): void {
    this.doc = write(this.doc, pointer, value) as Draft;
    this.save();
  }

  // One save after the other: each begins from the revision that the one before it made.
  private save(): void {
    const doc = tidy(this.doc)!;
    this.checked = false;
    this.saving = this.saving.then(async () => {
      try {
        const { id, rev } = await instruments.update(this.client, { ...this.record, doc });
        this.record = { ...this.record, id, rev };
        this.saved = this.fmt.time(new Date());
        this.problem = undefined;
      } catch (thrown) {
        this.problem = problemOf(thrown);
      }
    });
  }

  private async check(): Promise<void> {
    await this.saving;
    if (this.problem) return;
    try {
      const { problems } = await instruments.check(this.client, this.questionnaire);
      this.lacks = problems.map((p) => ({ text: `${this.whereIs(p.pointer)} : ${p.message}`, target: this.find(p.pointer) }));
      this.checked = true;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }

  private async publish(): Promise<void> {
    await this.check();
    if (!this.checked || this.lacks.length > 0) return;
    const title = this.pick(this.doc.title);
    if (!(await confirmBox(this, { heading: this.t('portrait.questionnaires.publish.of', { title }), body: this.t('portrait.questionnaires.publish.body'), confirm: this.t('portrait.questionnaires.publish') }))) return;
    try {
      await instruments.publish(this.client, this.questionnaire);
      this.notify('good', this.t('portrait.questionnaires.published'));
      this.go('/', { replace: true });
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }

  // The control of a place, or of the nearest thing around it; what is folded is opened on the way.
  private find(pointer: string): HTMLElement | undefined {
    for (let at = pointer; at !== ''; at = parent(at)) {
      const found = this.renderRoot.querySelector<HTMLElement>(`[data-pointer="${CSS.escape(at)}"]`);
      if (!found) continue;
      for (let up: Element | null = found; up; up = up.parentElement) if (up instanceof HTMLDetailsElement) up.open = true;
      return found.matches('rb-field') ? found : (found.querySelector<HTMLElement>('rb-field, rb-button') ?? undefined);
    }
    return undefined;
  }

  // Where a place is, in words: its dimension or statement.
  private whereIs(pointer: string): string {
    const [first, i = '', , j] = pointer.slice(1).split('/');
    if (first === 'scales' && i) return this.t('portrait.edit.scale.of', { n: Number(i) + 1 });
    if (first !== 'dimensions' || !i) return this.t('portrait.edit.head');
    const d = this.doc.dimensions[Number(i)];
    const name = this.pick(d?.title) || this.t('portrait.edit.dimension.of', { n: Number(i) + 1 });
    return j ? `${name}, ${this.t('portrait.edit.item.of', { n: Number(j) + 1 })}` : name;
  }
}
