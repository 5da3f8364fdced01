// Add a module: send its package to the operator, or ask for one in words.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import { type Problem, problemOf } from '@ribambelle/web/problem';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import { screenStyles } from '../parts/styles.ts';

@element('rb-ask')
export class RbAsk extends Screen {
  static override styles = [...screenStyles, css`
    .ways { display: grid; gap: var(--rb-space-6); align-items: start; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); } .way { display: grid; gap: var(--rb-space-5); align-content: start; }
  `];

  @state() private file: File | undefined;
  @state() private why = '';
  @state() private words = '';
  @state() private module = '';
  @state() private busy = '';
  @state() private problem: { of: string; what: Problem } | undefined;

  protected override titleKey = () => 'ask.title';

  override render() {
    return html`<div class="page">${head({ title: this.t('ask.title'), lead: this.t('ask.lead'), back: { href: this.to('modules'), label: this.t('modules.menu') } })}
      <div class="ways">${this.sending()}${this.wishing()}</div></div>`;
  }

  private sending() {
    return html`<section class="card way" aria-labelledby="send"><div><h2 id="send">${this.t('ask.send')}</h2><p class="muted">${this.t('ask.send-text')}</p></div>${this.wrong('send')}
      <rb-field type="file" accept=".rmod,.zip" .label=${this.t('ask.file')} .help=${this.t('ask.file-help')} @rb-change=${(e: CustomEvent<{ value: File | undefined }>) => this.chosen(e.detail.value)}></rb-field>
      <rb-field type="textarea" rows="3" maxlength="500" optional .label=${this.t('ask.why')} .value=${this.why} @rb-input=${(e: CustomEvent<{ value: string }>) => this.typed(() => (this.why = e.detail.value))}></rb-field>
      <div class="row"><rb-button kind="primary" icon="upload" ?busy=${this.busy === 'send'} ?disabled=${!this.file} @click=${() => void this.send()}>${this.t('ask.send-do')}</rb-button></div></section>`;
  }

  private wishing() {
    return html`<section class="card way" aria-labelledby="wish"><div><h2 id="wish">${this.t('ask.wish')}</h2><p class="muted">${this.t('ask.wish-text')}</p></div>${this.wrong('wish')}
      <rb-field type="textarea" rows="5" maxlength="2000" .label=${this.t('ask.words')} .value=${this.words} @rb-input=${(e: CustomEvent<{ value: string }>) => this.typed(() => (this.words = e.detail.value))}></rb-field>
      <rb-field maxlength="30" optional .label=${this.t('ask.name')} .help=${this.t('ask.name-help')} .value=${this.module} @rb-input=${(e: CustomEvent<{ value: string }>) => this.typed(() => (this.module = e.detail.value))}></rb-field>
      <div class="row"><rb-button kind="primary" icon="send" ?busy=${this.busy === 'wish'} ?disabled=${!this.words.trim()} @click=${() => void this.wish()}>${this.t('ask.wish-do')}</rb-button></div></section>`;
  }

  private wrong(of: string) {
    if (this.problem?.of !== of) return nothing;
    const { what } = this.problem;
    if (what.code !== 'module-declaration-wrong') return html`<rb-notice kind="bad">${this.say(what)}</rb-notice>`;
    return html`<rb-notice kind="bad">${this.say(what)}<div lang="en">${what.errors.length ? html`<ul>${what.errors.map((e) => html`<li>${e.message}</li>`)}</ul>` : what.detail}</div></rb-notice>`;
  }

  private chosen(file: File | undefined): void {
    this.file = file;
    this.problem = undefined;
    this.emit('rb-dirty', { dirty: file !== undefined });
  }

  private typed(keep: () => void): void {
    keep();
    this.emit('rb-dirty', { dirty: Boolean(this.why.trim() || this.words.trim() || this.file) });
  }

  private async send(): Promise<void> {
    const { file } = this;
    if (file) await this.done('send', () => this.api.upload(`/module-requests:upload${this.why.trim() ? `?words=${encodeURIComponent(this.why.trim())}` : ''}`, file));
  }

  private async wish(): Promise<void> {
    const module = this.module.trim();
    await this.done('wish', () => this.api.post('/module-requests', { words: this.words, ...(module ? { module } : {}) }));
  }

  // done leads back to the modules, where the request waits; what was typed stays where it was refused.
  private async done(of: string, ask: () => Promise<unknown>): Promise<void> {
    this.busy = of;
    this.problem = undefined;
    try {
      await ask();
      this.emit('rb-dirty', { dirty: false });
      this.tell('good', this.t('ask.asked'));
      this.go(this.to('modules'));
    } catch (thrown) {
      this.problem = { of, what: problemOf(thrown) };
    } finally {
      this.busy = '';
    }
  }
}
