// Pointing at an entry of the organisation's toolbox, where that is on: choosing one, and showing it afterwards.

import { html, nothing, type PropertyValues } from 'lit';

import '@ribambelle/web/field';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';

import { Screen } from '../screen.ts';
import type { Pointed } from './seat.ts';

/** How many entries of the toolbox are offered. */
const most = 100;

export class Pointing extends Screen {
  // What the toolbox has in the reader's language; nothing where it is off, or is not for them.
  private readonly offered = loaded(this, async (): Promise<Pointed[]> => {
    if (!this.toolbox) return [];
    const filter = encodeURIComponent(`language = "${this.locale.slice(0, 2)}"`);
    const { records } = await this.client.get<{ records: { id: string; doc: { title: string } }[] }>(`/toolbox/tools?filter=${filter}&order_by=title&page_size=${most}`);
    return records.map((r) => ({ id: r.id, title: r.doc.title }));
  }, false);

  private get toolbox(): boolean {
    return may(this.me, 'toolbox:tools.read') && (this.me?.modules.some((m) => m.name === 'toolbox') ?? false);
  }

  protected override firstUpdated(_: PropertyValues): void {
    void this.offered.reload();
  }

  /** The entry that has an id, among those offered. */
  protected entry(id: string): Pointed | undefined {
    return this.offered.value?.find((o) => o.id === id);
  }

  /** The choice of an entry; nothing where none is offered. */
  protected choice(label: string, help: string, id: string, chosen: (id: string) => void) {
    const offered = this.offered.value ?? [];
    if (offered.length === 0) return nothing;
    const options = [{ value: '', label: this.t('cap.toolbox.none') }, ...offered.map((o) => ({ value: o.id, label: o.title }))];
    return html`<rb-field type="select" optional label=${label} help=${help} .options=${options} .value=${id} @rb-change=${(e: Event) => chosen(this.value(e))}></rb-field>`;
  }

  /** The entry itself where the toolbox is on, its title where it is not any more. */
  protected pointed(tool: Pointed | undefined, label: string) {
    if (!tool) return nothing;
    const at = `${this.base.slice(0, this.base.lastIndexOf('/'))}/toolbox/collections/tools/${encodeURIComponent(tool.id)}`;
    return html`<p>${label} ${this.toolbox ? html`<a class="wide-link" href=${at}>${this.pick(tool.title)}</a>` : tool.title}</p>`;
  }
}
