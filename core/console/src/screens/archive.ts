// Everything of the organisation in one encrypted file: who may open it, how far it has come, and what to do with it.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/field';
import '@ribambelle/web/form';
import '@ribambelle/web/notice';
import { Problem, problemOf } from '@ribambelle/web/problem';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import { screenStyles } from '../parts/styles.ts';

type Way = 'passphrase' | 'recipient';
type Lock = { passphrase?: string; again?: string; recipient?: string };

/** How often the count on the screen moves, in milliseconds. */
const beat = 200;

@element('rb-archive')
export class RbArchive extends Screen {
  static override styles = [...screenStyles, css`
    .way { display: grid; gap: var(--rb-space-5); } ol { display: grid; gap: var(--rb-space-3); max-width: 62ch; padding-inline-start: 1.5rem; } code { overflow-wrap: anywhere; }
  `];

  @state() private way: Way = 'passphrase';
  @state() private lock: Lock = {};
  @state() private refused: Problem | undefined;
  /** How many bytes have come, while they come. */
  @state() private come: number | undefined;
  @state() private made: { name: string; size: number } | undefined;
  private stop: AbortController | undefined;

  protected override titleKey = () => 'archive.title';

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.abort();
  }

  override render() {
    return html`<div class="page">${head({ title: this.t('archive.title'), lead: this.t('archive.lead'), back: { href: this.to('settings'), label: this.t('settings.menu') } })}
      <rb-notice class="narrow" kind="warn" .heading=${this.t('archive.beware')}>${this.t('archive.beware-text')}</rb-notice>
      ${this.come !== undefined ? this.coming(this.come) : this.made ? this.done(this.made) : this.form()}</div>`;
  }

  private form() {
    const ways = (['passphrase', 'recipient'] as const).map((value) => ({ value, label: this.t(`archive.way.${value}`) }));
    const text = (key: string, more: object) => ({ type: 'string', title: this.t(`archive.${key}`), description: this.t(`archive.${key}-help`), ...more });
    const secret = { 'x-widget': 'password', 'x-autocomplete': 'new-password', minLength: 12, maxLength: 1000 };
    const schema = this.way === 'passphrase'
      ? { type: 'object', required: ['passphrase', 'again'], properties: { passphrase: text('passphrase', secret), again: text('again', secret) } }
      : { type: 'object', required: ['recipient'], properties: { recipient: text('recipient', { pattern: '^age1[a-z0-9]+$', maxLength: 200 }) } };
    return html`<section class="card narrow way" aria-labelledby="lock"><h2 id="lock">${this.t('archive.lock')}</h2>
      <rb-field type="radio" .label=${this.t('archive.way')} hide-label .value=${this.way} .options=${ways} @rb-change=${(e: CustomEvent<{ value: Way }>) => { this.way = e.detail.value; this.lock = {}; this.refused = undefined; }}></rb-field>
      <rb-form .schema=${schema} .value=${this.lock} .problem=${this.refused} submit=${this.t('archive.do')} @rb-input=${(e: CustomEvent<{ value: Lock }>) => (this.lock = e.detail.value)} @rb-submit=${(e: CustomEvent<{ value: Lock }>) => void this.take(e.detail.value)}></rb-form></section>`;
  }

  private coming(bytes: number) {
    return html`<section class="card narrow stack" aria-labelledby="coming"><h2 id="coming">${this.t('archive.coming')}</h2><p role="status">${this.t('archive.come', { size: this.fmt.size(bytes) })}</p><p class="muted">${this.t('archive.stay')}</p>
      <div><rb-button @click=${() => this.stop?.abort()}>${this.t('archive.cancel')}</rb-button></div></section>`;
  }

  private done({ name, size }: { name: string; size: number }) {
    const opened = this.way === 'passphrase' ? '--passphrase-file mots.txt' : '--identity cle.txt';
    return html`<section class="card narrow stack" aria-labelledby="done"><h2 id="done" tabindex="-1">${this.t('archive.done')}</h2><p role="status">${this.t('archive.done-text', { name, size: this.fmt.size(size) })}</p>
      <ol><li>${this.t('archive.step.apart')}</li><li>${this.t('archive.step.import')}<br /><code>ribambelle tenant import ${name} ${opened} --as ${this.slug}-bis</code></li><li>${this.t('archive.step.look')}<br /><code>age -d${this.way === 'passphrase' ? '' : ' -i cle.txt'} ${name} | tar x</code></li><li>${this.t('archive.step.delete')}</li></ol>
      <div><rb-button @click=${() => (this.made = undefined)}>${this.t('archive.another')}</rb-button></div></section>`;
  }

  private async take({ passphrase, again, recipient }: Lock): Promise<void> {
    if (passphrase !== again) {
      this.refused = new Problem(422, 'invalid-input', { errors: [{ pointer: '/again', message: 'is not the same', rule: 'same' }] });
      return;
    }
    this.refused = undefined;
    this.come = 0;
    this.stop = new AbortController();
    try {
      const parts = await this.receive(recipient ? { recipients: [recipient] } : { passphrase }, this.stop.signal);
      const file = new Blob(parts, { type: 'application/age' });
      const name = `${this.slug}-${new Date().toISOString().slice(0, 10)}.age`;
      save(file, name);
      this.made = { name, size: file.size };
      this.lock = {};
    } catch (thrown) {
      if (this.stop.signal.aborted) this.tell('info', this.t('archive.cancelled'));
      else this.refused = thrown instanceof Problem ? moved(thrown) : new Problem(500, 'archive-cut', { detail: String(problemOf(thrown).detail) });
    } finally {
      this.come = undefined;
    }
  }

  // receive takes the file as it comes: half a file ends in an error, and is never saved.
  private async receive(lock: object, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>[]> {
    const response = await this.api.open('/archive:export', lock, { signal });
    const parts: Uint8Array<ArrayBuffer>[] = [];
    const reader = response.body!.getReader();
    let bytes = 0;
    for (let told = 0; ; ) {
      const { done, value } = await reader.read();
      if (done) return parts;
      parts.push(value as Uint8Array<ArrayBuffer>);
      bytes += value.length;
      if (performance.now() - told > beat) {
        told = performance.now();
        this.come = bytes;
      }
    }
  }
}

// moved puts a refusal of the recipients to the one field that there is for them.
function moved(problem: Problem): Problem {
  const errors = problem.errors.map((e) => ({ ...e, pointer: e.pointer.replace(/^\/recipients.*/, '/recipient') }));
  return Object.assign(Object.create(problem) as Problem, { data: { ...problem.data, errors } });
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
