// <rb-unit-picker>: chooses one unit of the tree, or several. The tree is shown by indentation in a list that
// can be searched once it is long.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import { element } from './define.ts';
import { RbElement } from './element.ts';
import './field.ts';
import { fold } from './fold.ts';
import type { Unit } from './me.ts';
import { base } from './styles.ts';

type Told = CustomEvent<{ value: unknown }>;

@element('rb-unit-picker')
export class RbUnitPicker extends RbElement {
  static override shadowRootOptions = { mode: 'open' as const, delegatesFocus: true };
  static override styles = [base, css`.tree { max-height: 22rem; overflow: auto; border: 1px solid var(--rb-line); border-radius: var(--rb-radius); padding: .25rem var(--rb-space-3); margin-block-start: var(--rb-space-2); }`];

  @property() label = '';
  @property() help = '';
  @property() error = '';
  @property({ attribute: false }) units: readonly Unit[] = [];
  /** Id of the unit, or ids when multiple. */
  @property({ attribute: false }) value: string | readonly string[] = '';
  @property({ type: Boolean }) multiple = false;
  @property({ type: Boolean }) required = false;
  @property({ type: Boolean }) managed = false;
  /** The words for no unit: "Toute l'organisation". */
  @property() all = '';
  @state() private sought = '';

  override render() {
    const open = this.units.filter((u) => !u.closed_at || this.value === u.id);
    if (!this.multiple) {
      const depths = depthsOf(this.units);
      const none = this.all ? [{ value: '', label: this.all }] : [];
      return html`<rb-field type="select" .label=${this.label} .help=${this.help} .error=${this.error} .value=${this.value} ?required=${this.required} ?managed=${this.managed}
        .options=${[...none, ...open.map((u) => ({ value: u.id, label: `${'\u2003'.repeat(depths.get(u.id) ?? 0)}${u.name}` }))]} @rb-change=${this.one}></rb-field>`;
    }
    const key = fold(this.sought);
    const found = key ? open.filter((u) => fold(u.name).includes(key)) : open;
    return html`${open.length > 12 ? html`<rb-field type="search" .label=${this.t('web.search')} @rb-input=${(e: Told) => { e.stopPropagation(); this.sought = String(e.detail.value); }}></rb-field>` : nothing}
      <div class="tree"><rb-field type="checks" .label=${this.label} .help=${this.help} .error=${this.error} .value=${this.value} ?managed=${this.managed}
        .options=${found.map((u) => ({ value: u.id, label: u.name }))} @rb-change=${(e: Told) => this.many(e, found)}></rb-field></div>`;
  }

  private one(event: Told): void {
    event.stopPropagation();
    this.tell(String(event.detail.value));
  }

  private many(event: Told, shown: readonly Unit[]): void {
    event.stopPropagation();
    const kept = (this.value as readonly string[]).filter((id) => !shown.some((u) => u.id === id));
    this.tell([...kept, ...(event.detail.value as string[])]);
  }

  private tell(value: string | readonly string[]): void {
    this.value = value;
    this.emit('rb-change', { value });
  }
}

// depthsOf tells how many of the units shown hold each of them; a director's tree may begin at any level.
function depthsOf(units: readonly Unit[]): ReadonlyMap<string, number> {
  const at = new Map<string, number>();
  for (const u of [...units].sort((a, b) => a.path.length - b.path.length)) at.set(u.id, u.parent_id !== undefined && at.has(u.parent_id) ? at.get(u.parent_id)! + 1 : 0);
  return at;
}
