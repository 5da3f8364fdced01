// Widgets in other portals: a key for each site, and the code to paste into its pages.

import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/state';
import '@ribambelle/web/table';
import type { Column } from '@ribambelle/web/table';

import { Screen } from '../app/screen.ts';
import { type EmbedKey, embeddables } from '../parts/embed.ts';
import '../parts/embed-code.ts';
import { head } from '../parts/head.ts';
import { screenStyles } from '../parts/styles.ts';

type Value = { name?: string; modules?: string[]; origins?: string[] };

@element('rb-embeds')
export class RbEmbeds extends Screen {
  static override styles = screenStyles;

  @state() private editing: EmbedKey | 'new' | undefined;
  @state() private copying: EmbedKey | undefined;
  @state() private value: Value = {};
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private readonly all = loaded(this, (signal) => this.api.get<{ embed_keys: EmbedKey[] }>('/embed-keys', { signal }).then((a) => a.embed_keys));

  protected override titleKey = () => 'embeds.title';

  override render() {
    const actions = this.may('core:embed.create') && this.offered.length > 0 ? html`<rb-button kind="primary" icon="plus" @click=${() => this.edit('new')}>${this.t('embeds.add')}</rb-button>` : nothing;
    return html`<div class="page">${head({ title: this.t('embeds.title'), lead: this.t('embeds.lead'), back: { href: this.to('settings'), label: this.t('settings.menu') }, actions })}
      ${this.all.render((keys: EmbedKey[]) => this.list(keys))}</div>${this.form()}${this.code()}`;
  }

  /** Names of the modules that have something to show. */
  private get offered(): string[] {
    return [...new Set(embeddables(this.me).map((e) => e.module))];
  }

  private list(keys: readonly EmbedKey[]) {
    if (this.offered.length === 0 && keys.length === 0) return html`<rb-state kind="empty" .heading=${this.t('embeds.nothing')}></rb-state>`;
    if (keys.length === 0) return html`<rb-state kind="empty" .heading=${this.t('embeds.none')}><p>${this.t('embeds.none-text')}</p></rb-state>`;
    return html`<rb-table .caption=${this.t('embeds.title')} hide-caption .columns=${this.columns() as never} .rows=${keys as never}></rb-table>`;
  }

  private columns(): Column<EmbedKey>[] {
    const live = (k: EmbedKey) => !k.revoked_at;
    return [
      { key: 'name', label: this.t('embeds.name'), primary: true, render: (k) => k.name },
      { key: 'sites', label: this.t('embeds.sites'), render: (k) => html`<span>${k.origins.map((o, i) => html`${i > 0 ? html`<br />` : nothing}${o}`)}</span>` },
      { key: 'modules', label: this.t('embeds.modules'), render: (k) => k.modules.map((m) => this.named(m)).join(', ') },
      { key: 'state', label: this.t('embeds.state'), render: (k) => html`<rb-badge kind=${live(k) ? 'good' : 'off'}>${this.t(live(k) ? 'embeds.live' : 'embeds.revoked')}</rb-badge>` },
      { key: 'act', label: this.t('embeds.actions'), quiet: true, render: (k) => (live(k) ? html`<span class="row">
        <rb-button size="s" icon="code" @click=${() => (this.copying = k)}>${this.t('embeds.code')}</rb-button>
        ${this.may('core:embed.update') ? html`<rb-button size="s" kind="quiet" @click=${() => this.edit(k)}>${this.t('embeds.change')}</rb-button>` : nothing}
        ${this.may('core:embed.revoke') ? html`<rb-button size="s" kind="quiet" icon="ban" @click=${() => void this.revoke(k)}>${this.t('embeds.revoke')}</rb-button>` : nothing}</span>` : nothing) },
    ];
  }

  private named(module: string): string {
    const on = this.me?.modules.find((m) => m.name === module);
    return on ? this.pick(on.title) : module;
  }

  private form() {
    if (!this.editing) return nothing;
    const label = this.editing === 'new' ? this.t('embeds.add') : this.t('embeds.change');
    return html`<rb-dialog open .heading=${label} @rb-close=${this.stop}><p class="muted">${this.t('embeds.public')}</p>
      <rb-form .schema=${this.schema()} .value=${this.value} .problem=${this.problem} ?busy=${this.busy} submit=${label}
        @rb-input=${(e: CustomEvent<{ value: Value }>) => (this.value = e.detail.value)} @rb-submit=${() => void this.save()}></rb-form></rb-dialog>`;
  }

  private schema() {
    return {
      type: 'object', required: ['name', 'origins', 'modules'],
      properties: {
        name: { type: 'string', minLength: 1, maxLength: 120, title: this.t('embeds.name'), description: this.t('embeds.name-help') },
        origins: { type: 'array', minItems: 1, maxItems: 20, title: this.t('embeds.origins'), description: this.t('embeds.origins-help'), items: { type: 'string', 'x-widget': 'text', minLength: 1, maxLength: 400, title: this.t('embeds.origin') } },
        modules: { type: 'array', minItems: 1, uniqueItems: true, title: this.t('embeds.modules'), items: { oneOf: this.offered.map((m) => ({ const: m, title: this.named(m) })) } },
      },
    };
  }

  private code() {
    const k = this.copying;
    if (!k) return nothing;
    return html`<rb-dialog open .heading=${this.t('embeds.code-title', { name: k.name })} @rb-close=${() => (this.copying = undefined)}>
      <rb-embed-code .slug=${this.slug} .key=${k.key} .choices=${embeddables(this.me, k.modules)}></rb-embed-code>
      <rb-button slot="actions" kind="primary" @click=${() => (this.copying = undefined)}>${this.t('embeds.done')}</rb-button></rb-dialog>`;
  }

  private edit(what: EmbedKey | 'new'): void {
    this.value = what === 'new' ? { origins: [''], modules: this.offered } : { name: what.name, origins: what.origins, modules: what.modules };
    this.problem = undefined;
    this.editing = what;
  }

  private readonly stop = (): void => {
    this.editing = undefined;
  };

  // save shows the code of a key that was just made: that is what one came for.
  private async save(): Promise<void> {
    const editing = this.editing;
    this.busy = true;
    this.problem = undefined;
    try {
      const saved = editing === 'new' ? await this.api.post<EmbedKey>('/embed-keys', this.value) : await this.api.put<EmbedKey>(`/embed-keys/${(editing as EmbedKey).id}`, this.value);
      this.stop();
      this.tell('good', this.t('embeds.saved'));
      if (editing === 'new') this.copying = saved;
      void this.all.reload();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }

  private async revoke(k: EmbedKey): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('embeds.revoke-title', { name: k.name }), body: this.t('embeds.revoke-text'), confirm: this.t('embeds.revoke'), danger: true });
    if (!sure) return;
    try {
      await this.api.del(`/embed-keys/${k.id}`);
      this.tell('good', this.t('embeds.revoked-done'));
      await this.all.reload();
    } catch (thrown) {
      this.failed(problemOf(thrown));
    }
  }
}
