// <rb-collection>: the generated list and form of any collection, made from its JSON Schema. A module can be
// nothing but a declaration and still have these.

import { html, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { newKey } from '@ribambelle/web/api';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/field';
import type { Files } from '@ribambelle/web/file-field';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import type { ModuleOn, Unit } from '@ribambelle/web/me';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/table';
import type { Column } from '@ribambelle/web/table';

import { Screen } from '../app/screen.ts';
import { columnsOf, type Document, type Shape, told } from './collection-columns.ts';
import { reading } from './collection-reading.ts';
import { head } from './head.ts';
import { screenStyles } from './styles.ts';

type Kept = { id: string; rev: number; doc: Document };
type Page = { records: Kept[]; next_page_token?: string };

@element('rb-collection')
export class RbCollection extends Screen {
  static override styles = screenStyles;

  @property({ attribute: false }) module!: ModuleOn;
  @property() collection = '';
  /** Id of the record that is open; "new" for one to be made; "" for the list. */
  @property() record = '';
  @state() private sought = '';
  @state() private value: Document | undefined;
  @state() private open: Kept | undefined;
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private key = newKey();

  private readonly shape = loaded(this, async () => {
    const [read, units] = await Promise.all([this.api.get<{ schema: Shape }>(`${this.path}:schema`), this.api.all<Unit>('/units', 'units').catch(() => [])]);
    return { schema: read.schema, units };
  });
  private readonly list = loaded(this, () => this.api.get<Page>(`${this.path}?page_size=50${this.sought ? `&search=${encodeURIComponent(this.sought)}` : ''}`));

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
    this.key = newKey();
    if (this.record && this.record !== 'new') void this.read();
    else if (changed.get('record')) void this.list.reload();
  }

  override render() {
    this.emit('rb-title', { title: this.title_ });
    return this.shape.render(({ schema, units }: { schema: Shape; units: Unit[] }) => (this.record ? this.form(schema, units) : this.table(schema, units)));
  }

  private table(schema: Shape, units: Unit[]) {
    const create = this.allowed('create') ? html`<rb-button kind="primary" icon="plus" href=${`${this.home}/new`}>${this.t('collection.add')}</rb-button>` : nothing;
    const open: Column<Kept> = { key: 'open', label: this.t('collection.open'), quiet: true, render: (r) => html`<rb-button size="s" kind="quiet" href=${`${this.home}/${r.id}`} label=${`${this.t('collection.open')}, ${told(r.doc, schema)}`}>${this.t('collection.open')}</rb-button>` };
    const columns: Column<Kept>[] = [...columnsOf(schema, units, this.fmt, (t) => this.pick(t)), open];
    return html`<div class="page">${head({ title: this.title_, lead: this.pick(this.module.title), actions: create })}
      <rb-field type="search" label=${this.t('collection.search')} .value=${this.sought} @rb-change=${(e: CustomEvent<{ value: unknown }>) => { this.sought = String(e.detail.value ?? ''); void this.list.reload(); }}></rb-field>
      ${this.list.render((page: Page) => html`<rb-table .caption=${this.title_} hide-caption .columns=${columns as never} .rows=${page.records as never} empty=${this.t(this.sought ? 'collection.none-found' : 'collection.none')}></rb-table>
        ${page.next_page_token ? html`<div class="row"><rb-button @click=${() => void this.more(page)}>${this.t('collection.more')}</rb-button></div>` : nothing}
        ${page.records.length ? html`<p class="row"><rb-button kind="quiet" icon="download" href=${this.api.href(`${this.path}:export`)} download=${`${this.collection}.csv`}>${this.t('collection.export')}</rb-button></p>` : nothing}`)}</div>`;
  }

  private form(schema: Shape, units: Unit[]) {
    const making = this.record === 'new';
    if (!making && !this.open) return this.problem ? html`<rb-state .problem=${this.problem} .retry=${() => void this.read()}></rb-state>` : html`<rb-state kind="loading"></rb-state>`;
    if (!making && !this.allowed('update')) {
      return html`<div class="page">${head({ title: told(this.open!.doc, schema) || this.title_, back: { href: this.home, label: this.title_ } })}
        <div class="card">${reading(schema, this.open!.doc, units, this.fmt, (t) => this.pick(t), this.files)}</div></div>`;
    }
    const remove = !making && this.allowed('delete') ? html`<rb-button slot="actions" kind="danger" @click=${this.discard}>${this.t('collection.remove')}</rb-button>` : nothing;
    const title = making ? this.t('collection.add') : told(this.open!.doc, schema) || this.title_;
    return html`<div class="page">${head({ title, back: { href: this.home, label: this.title_ } })}
      <rb-form .schema=${schema as never} .value=${this.value ?? this.open?.doc} .units=${units} .files=${this.files} .problem=${this.problem} ?busy=${this.busy}
        @rb-input=${(e: CustomEvent<{ value: Document }>) => { this.value = e.detail.value; this.key = newKey(); this.emit('rb-dirty', { dirty: true }); }}
        @rb-submit=${(e: CustomEvent<{ value: Document }>) => void this.save(e.detail.value)}>${remove}</rb-form></div>`;
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
    const next = await this.api.get<Page>(`${this.path}?page_size=50&page_token=${encodeURIComponent(page.next_page_token!)}${this.sought ? `&search=${encodeURIComponent(this.sought)}` : ''}`);
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
    }
    this.busy = false;
  }

  private readonly discard = async (): Promise<void> => {
    const schema = this.shape.value!.schema;
    const sure = await confirmBox(this, { heading: this.t('collection.remove'), loses: [told(this.open!.doc, schema)], confirm: this.t('collection.remove'), danger: true });
    if (!sure) return;
    try {
      await this.api.del(`${this.path}/${this.open!.id}`, { etag: this.open!.rev });
      this.go(this.home);
    } catch (thrown) {
      this.failed(problemOf(thrown));
    }
  };
}
