// <rb-file-field>: a picture that a record holds: it is shown, changed for another or taken away. What is chosen is
// sent at once and its id becomes the value; the record itself is saved with the rest of its form.

import { css, html, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';

import './button.ts';
import { element } from './define.ts';
import { RbElement } from './element.ts';
import './field.ts';
import { problemOf } from './problem.ts';
import { base } from './styles.ts';

/** What a form with file fields needs from its owner: where a file of a field is kept, and how one gets there. */
export interface Files {
  /** Keeps a file for a field; answers the id that the document carries. */
  keep(field: string, file: File): Promise<string>;
  /** The address of the file that the saved record holds in a field. */
  at(field: string): string;
}

/** Pictures that browsers show and the server takes. */
const pictures = 'image/jpeg,image/png';

@element('rb-file-field')
export class RbFileField extends RbElement {
  static override styles = [base, css`img { display: block; max-inline-size: min(100%, 20rem); max-block-size: 15rem; border-radius: var(--rb-radius); border: 1px solid var(--rb-line); }`];

  @property() label = '';
  @property() help = '';
  @property() error = '';
  @property() field = '';
  /** The id of the file. */
  @property() value = '';
  @property({ type: Boolean }) optional = false;
  @property({ attribute: false }) files: Files | undefined;
  @state() private refused = '';
  @state() private busy = false;
  @state() private picture = '';
  private saved: string | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('value') && this.saved === undefined) this.saved = this.value;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    URL.revokeObjectURL(this.picture);
  }

  override render() {
    const shown = this.value && this.value === this.saved ? this.files!.at(this.field) : this.value ? this.picture : '';
    return html`<div class="stack tight">
      <rb-field type="file" accept=${pictures} ?optional=${this.optional} ?disabled=${this.busy} label=${this.label} help=${this.help} error=${this.refused || this.error} @rb-input=${(e: Event) => e.stopPropagation()} @rb-change=${this.chosen}></rb-field>
      ${shown ? html`<img src=${shown} alt=${this.label} /><div><rb-button size="s" icon="trash-2" label=${this.t('web.remove-item', { what: this.label })} @click=${() => this.hold('')}>${this.t('web.remove')}</rb-button></div>` : nothing}</div>`;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('rb-field')?.focus();
  }

  private readonly chosen = async (event: CustomEvent<{ value: unknown }>): Promise<void> => {
    event.stopPropagation();
    const file = event.detail.value;
    if (!(file instanceof File) || !this.files) return;
    this.busy = true;
    this.refused = '';
    try {
      const id = await this.files.keep(this.field, file);
      URL.revokeObjectURL(this.picture);
      this.picture = URL.createObjectURL(file);
      this.hold(id);
    } catch (thrown) {
      this.refused = this.say(problemOf(thrown));
    }
    this.busy = false;
  };

  private hold(id: string): void {
    this.value = id;
    this.emit('rb-change', { value: id });
  }
}
