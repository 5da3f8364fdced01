// <rb-collection>: the generated list and form of any collection, made from its JSON Schema. A module can be
// nothing but a declaration and still have these.

import { html, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { newKey } from '@ribambelle/web/api';
import '@ribambelle/web/back';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/field';
import type { Files } from '@ribambelle/web/file-field';
import '@ribambelle/web/form';
import { starting } from '@ribambelle/web/form/schema';
import { loaded } from '@ribambelle/web/loaded';
import type { ModuleOn, Unit } from '@ribambelle/web/me';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/steps';
import '@ribambelle/web/table';
import type { Column } from '@ribambelle/web/table';

import { Screen } from '../app/screen.ts';
import { columnsOf, dated, type Document, type Shape, textOf, told } from './collection-columns.ts';
import './collection-paper.ts';
import { reading, type Reader } from './collection-reading.ts';
import { partOf, stepWith, type View } from './collection-view.ts';
import { head } from './head.ts';
import { screenStyles } from './styles.ts';

type Kept = { id: string; rev: number; doc: Document; created_at?: string; updated_at?: string };
type Declared = { schema: Shape; view: View };
type Known = Declared & { units: Unit[] };
type Page = { records: Kept[]; next_page_token?: string };

@element('rb-collection')
export class RbCollection extends Screen {
  static override styles = screenStyles;

  @property({ attribute: false }) module!: ModuleOn;
  @property() collection = '';
  /** Id of the record that is open; "new" for one to be made; "" for the list. */
  @property() record = '';
  /** Whether the open record is shown as on paper. */
  @property({ type: Boolean }) paper = false;
  @state() private step = 0;
  @state() private sought = '';
  @state() private value: Document | undefined;
  @state() private open: Kept | undefined;
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private key = newKey();

  private readonly shape = loaded(this, async (): Promise<Known> => {
    const [declared, units] = await Promise.all([this.declared(), this.api.all<Unit>('/units', 'units').catch(() => [])]);
    return { ...declared, units };
  });
  private readonly list = loaded(this, async () => this.api.get<Page>(await this.query()));
  private asked: Promise<Declared> | undefined;

  // declared is what the collection is, asked once: both the list and its columns begin with it. A failure is asked again.
  private declared(): Promise<Declared> {
    this.asked ??= this.api.get<{ schema: Shape; view?: View }>(`${this.path}:schema`).then(({ schema, view = {} }) => ({ schema, view }));
    this.asked.catch(() => (this.asked = undefined));
    return this.asked;
  }

  private async query(token = ''): Promise<string> {
    const { view } = await this.declared();
    const asks = { page_size: '50', page_token: token, search: this.sought, order_by: view.list?.order ?? '' };
    return `${this.path}?${new URLSearchParams(Object.entries(asks).filter(([, value]) => value !== '')).toString()}`;
  }

  private get path(): string {
    return `/${this.module.name}/${this.collection}`;
  }

  private get home(): string {
    return this.to('modules', this.module.name, 'collections', this.collection);
  }

  private get title_(): string {
    return this.pick(this.module.collections?.find((c) => c.name === this.collection)?.title);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('record')) return;
    this.problem = undefined;
    this.open = undefined;
    this.value = undefined;
    this.step = 0;
    this.key = newKey();
    if (this.record && this.record !== 'new') void this.read();
    else if (changed.get('record')) void this.list.reload();
  }

  override render() {
    this.emit('rb-title', { title: this.title_ });
    return this.shape.render((known: Known) => (this.record ? this.one(known) : this.table(known)));
  }

  private table(known: Known) {
    const { schema, view, units } = known;
    const create = this.allowed('create') ? html`<rb-button kind="primary" icon="plus" href=${`${this.home}/new`}>${this.t('collection.add')}</rb-button>` : nothing;
    const open: Column<Kept> = { key: 'open', label: this.t('collection.open'), quiet: true, render: (r) => html`<rb-button size="s" kind="quiet" href=${`${this.home}/${r.id}`} label=${`${this.t('collection.open')}, ${this.named(r.doc, known)}`}>${this.t('collection.open')}</rb-button>` };
    const columns: Column<Kept>[] = [...columnsOf<Kept>(this.dated(schema), view.list?.columns, units, this.fmt, (t) => this.pick(t)), open];
    return html`<div class="page">${head({ title: this.title_, lead: this.pick(this.module.title), actions: create })}
      <rb-field type="search" label=${this.t('collection.search')} .value=${this.sought} @rb-change=${(e: CustomEvent<{ value: unknown }>) => { this.sought = String(e.detail.value ?? ''); void this.list.reload(); }}></rb-field>
      ${this.list.render((page: Page) => html`<rb-table .caption=${this.title_} hide-caption .columns=${columns as never} .rows=${page.records as never} empty=${this.t(this.sought ? 'collection.none-found' : 'collection.none')}></rb-table>
        ${page.next_page_token ? html`<div class="row"><rb-button @click=${() => void this.more(page)}>${this.t('collection.more')}</rb-button></div>` : nothing}
        ${page.records.length ? html`<p class="row"><rb-button kind="quiet" icon="download" href=${this.api.href(`${this.path}:export`)} download=${`${this.collection}.csv`}>${this.t('collection.export')}</rb-button></p>` : nothing}`)}</div>`;
  }

  // one is a record: to be filled in, to be read, or as on paper.
  private one(known: Known) {
    const making = this.record === 'new';
    if (!making && !this.open) return this.problem ? html`<rb-state .problem=${this.problem} .retry=${() => void this.read()}></rb-state>` : html`<rb-state kind="loading"></rb-state>`;
    if (!making && this.paper && known.view.print) return this.printed(known);
    const title = making ? this.t('collection.add') : this.named(this.open!.doc, known) || this.title_;
    const paper = !making && known.view.print ? html`<rb-button icon="printer" href=${`${this.home}/${this.record}/print`}>${this.t('collection.paper')}</rb-button>` : nothing;
    return html`<div class="page">${head({ title, back: { href: this.home, label: this.title_ }, actions: paper })}
      ${making || this.allowed('update') ? this.form(known) : html`<div class="card">${reading(known.schema, this.open!.doc, this.reader(known))}</div>`}</div>`;
  }

  private printed(known: Known) {
    const { schema, view, units } = known;
    const open = this.open!;
    return html`<div class="page"><rb-back href=${`${this.home}/${open.id}`}>${this.named(open.doc, known) || this.title_}</rb-back>
      <rb-collection-paper .view=${view.print!} .shape=${this.dated(schema)} .doc=${{ ...open.doc, created_at: open.created_at, updated_at: open.updated_at }} .reader=${this.reader({ units })} organisation=${this.me?.tenant.name ?? ''}></rb-collection-paper></div>`;
  }

  // form is the whole form, or the step of it that one is at.
  private form({ schema, view, units }: Known) {
    const steps = view.form ?? [];
    const now = steps[this.step];
    const last = this.step >= steps.length - 1;
    const value = this.value ?? this.open?.doc ?? (starting(schema as never, schema as never) as Document);
    const remove = this.open && last && this.allowed('delete') ? html`<rb-button slot="actions" kind="danger" @click=${this.discard}>${this.t('collection.remove')}</rb-button>` : nothing;
    const back = this.step > 0 ? html`<rb-button slot="actions" @click=${() => this.turn(this.step - 1)}>${this.t('collection.back')}</rb-button>` : nothing;
    return html`${steps.length > 1 ? html`<rb-steps .steps=${steps.map((s) => this.pick(s.title))} .current=${this.step}></rb-steps>` : nothing}
      ${now ? html`<div><h2 tabindex="-1">${this.pick(now.title)}</h2>${now.help ? html`<p class="muted">${this.pick(now.help)}</p>` : nothing}</div>` : nothing}
      ${keyed(this.step, html`<rb-form .schema=${partOf(schema as never, now)} .value=${value} .units=${units} .files=${this.files} .problem=${this.problem} ?busy=${this.busy} submit=${last ? '' : this.t('collection.next')}
        @rb-input=${(e: CustomEvent<{ value: Document }>) => { this.value = e.detail.value; this.key = newKey(); this.emit('rb-dirty', { dirty: true }); }}
        @rb-submit=${(e: CustomEvent<{ value: Document }>) => void (last ? this.save(e.detail.value) : this.turn(this.step + 1, e.detail.value))}>${back}${remove}</rb-form>`)}`;
  }

  // turn goes to a step of the form, with what was filled in so far.
  private turn(step: number, value = this.value): void {
    this.step = step;
    this.value = value;
    this.problem = undefined;
    void this.updateComplete.then(() => this.renderRoot.querySelector('h2')?.focus());
  }

  // named is what a record is called: by the first two columns that its module chose, else by its first text.
  private named(doc: Document, { schema, view, units }: Known): string {
    const columns = view.list?.columns.slice(0, 2) ?? [];
    const words = columns.map((name) => textOf(doc[name], schema.properties?.[name] ?? {}, units, this.fmt, (t) => this.pick(t)));
    return words.filter(Boolean).join(', ') || this.pick(told(doc, schema));
  }

  private reader({ units }: { units: readonly Unit[] }): Reader {
    return { units, fmt: this.fmt, pick: (t) => this.pick(t), files: this.files };
  }

  private dated(schema: Shape): Shape {
    const said = this.t('collection.created');
    const changed = this.t('collection.updated');
    return dated(schema, { fr: said, en: said }, { fr: changed, en: changed });
  }

  private readonly files: Files = {
    keep: async (field, file) => (await this.api.upload<{ id: string }>(`${this.path}:upload?field=${encodeURIComponent(field)}`, file)).id,
    at: (field) => this.api.href(`${this.path}/${encodeURIComponent(this.record)}:file?field=${encodeURIComponent(field)}`),
  };

  private allowed(verb: string): boolean {
    return this.may(`${this.module.name}:${this.collection}.${verb}`);
  }

  private async read(): Promise<void> {
    try {
      this.open = await this.api.get<Kept>(`${this.path}/${encodeURIComponent(this.record)}`);
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }

  private async more(page: Page): Promise<void> {
    const next = await this.api.get<Page>(await this.query(page.next_page_token!));
    this.list.set({ ...next, records: [...page.records, ...next.records] });
  }

  private async save(doc: Document): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      if (this.open) await this.api.put(`${this.path}/${this.open.id}`, doc, { etag: this.open.rev });
      else await this.api.post(this.path, doc, { key: this.key });
      this.emit('rb-dirty', { dirty: false });
      this.tell('good', this.t('collection.saved'));
      this.go(this.home);
    } catch (thrown) {
      this.value = doc;
      this.problem = problemOf(thrown);
      this.step = this.stepOfTrouble();
    }
    this.busy = false;
  }

  // stepOfTrouble is where what the server refuses was filled in.
  private stepOfTrouble(): number {
    const steps = this.shape.value?.view.form ?? [];
    const refused = this.problem?.errors[0];
    return refused ? stepWith(steps, refused.pointer) : this.step;
  }

  private readonly discard = async (): Promise<void> => {
    const sure = await confirmBox(this, { heading: this.t('collection.remove'), loses: [this.named(this.open!.doc, this.shape.value!)], confirm: this.t('collection.remove'), danger: true });
    if (!sure) return;
    try {
      await this.api.del(`${this.path}/${this.open!.id}`, { etag: this.open!.rev });
      this.go(this.home);
    } catch (thrown) {
      this.failed(problemOf(thrown));
    }
  };
}
