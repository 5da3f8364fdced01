// Wording: find a sentence as it is shown, put the organisation's own in its place.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/field';
import { fold } from '@ribambelle/web/fold';
import { loaded } from '@ribambelle/web/loaded';
import '@ribambelle/web/notice';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { translate } from '@ribambelle/web/texts';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import { hasMoved, moved } from '../parts/moved.ts';
import { readSettings, type Settings, writeSettings } from '../parts/organisation.ts';
import { screenStyles } from '../parts/styles.ts';
import { texts } from '../wording/all.ts';

const most = 30;
const often = ['sites.menu', 'people.menu', 'role.core:educator', 'role.core:director', 'letter.subject'];

@element('rb-words')
export class RbWords extends Screen {
  static override styles = [...screenStyles, css`
    .word { display: grid; gap: var(--rb-space-3); padding-block: var(--rb-space-4); border-block-end: 1px solid var(--rb-line); }
    @media (min-width: 760px) { .word { grid-template-columns: 1fr 1fr; gap: var(--rb-space-5); } }
    .word:last-child { border: 0; } .ours { display: grid; gap: .25rem; align-content: start; }
  `];

  @state() private sought = '';
  @state() private own: Record<string, string> | undefined;
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private readonly settings = loaded(this, (signal) => readSettings(this.api, signal));

  protected override titleKey = () => 'words.title';

  override render() {
    return html`<div class="page">${head({ title: this.t('words.title'), lead: this.t('words.lead'), back: { href: this.to('settings'), label: this.t('settings.menu') } })}
      ${moved({ problem: this.problem, busy: this.busy, t: (key) => this.t(key), theirs: () => void this.take(), mine: () => void this.settings.reload().then(() => this.save()) })}
      ${this.problem && !hasMoved(this.problem) ? html`<rb-notice kind="bad">${this.say(this.problem)}</rb-notice>` : nothing}
      ${this.settings.render((s: Settings) => this.list(this.own ?? s.words ?? {}))}</div>`;
  }

  private list(own: Record<string, string>) {
    const key = fold(this.sought);
    const lines = Object.keys(texts['fr'] ?? {}).filter((k) => !k.startsWith('problem.'));
    const found = key ? lines.filter((k) => fold(this.ours(k)).includes(key) || fold(this.mine(own, k)).includes(key)) : lines.filter((k) => this.mine(own, k) !== '' || often.includes(k));
    const n = Object.keys(own).length;
    return html`<rb-field type="search" .label=${this.t('words.search')} @rb-input=${(e: CustomEvent<{ value: string }>) => (this.sought = e.detail.value)}></rb-field>
      <p class="muted" role="status">${n > 0 ? this.t('words.changed', { n }) : nothing} ${key && found.length === 0 ? this.t('words.none') : nothing}</p>
      ${!key && found.length > 0 ? html`<h2>${this.t('words.first')}</h2>` : nothing}
      ${found.length > 0 ? html`<div class="card">${found.slice(0, most).map((k) => this.line(own, k))}</div>` : nothing}
      ${found.length > most ? html`<p class="muted">${this.t('words.more')}</p>` : nothing}
      <div><rb-button kind="primary" ?busy=${this.busy} ?disabled=${!this.own} @click=${() => void this.save()}>${this.t('web.save')}</rb-button></div>`;
  }

  private line(own: Record<string, string>, key: string) {
    const ours = this.ours(key);
    const names = [...new Set(ours.match(/\{\w+\}/g) ?? [])];
    return html`<div class="word"><div class="ours"><span class="small muted">${this.t('words.ours')}</span><span>${ours}</span></div>
      <rb-field .label=${this.t('words.yours')} .help=${names.length > 0 ? this.t('words.params', { list: names.join(' ') }) : ''} .value=${this.mine(own, key)} ?managed=${this.ofFile(key)} @rb-change=${(e: CustomEvent<{ value: string }>) => this.write(own, key, e.detail.value)}></rb-field></div>`;
  }

  private ours(key: string): string {
    const found = texts[this.locale]?.[key] ?? texts[this.language]?.[key] ?? texts['fr']?.[key];
    return typeof found === 'object' ? found.other : (found ?? translate(texts, this.locale, key));
  }

  // ofFile reports whether a file of the organisation owns the words that are shown for a key.
  private ofFile(key: string): boolean {
    const managed = this.settings.value?.managed ?? [];
    return managed.includes(`/words/${this.language}:${key}`) || managed.includes(`/words/${key}`);
  }

  private mine(own: Record<string, string>, key: string): string {
    return own[`${this.language}:${key}`] ?? own[key] ?? '';
  }

  // A word is kept for the language in which it was read.
  private write(own: Record<string, string>, key: string, text: string): void {
    const { [`${this.language}:${key}`]: _, [key]: __, ...rest } = own;
    this.own = text.trim() ? { ...rest, [`${this.language}:${key}`]: text.trim() } : rest;
    this.emit('rb-dirty', { dirty: true });
  }

  private async save(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      await writeSettings(this.api, { ...this.settings.value!, words: this.own ?? {} }, this.settings.value!);
      this.emit('rb-dirty', { dirty: false });
      this.emit('rb-me');
      this.tell('good', this.t('org.saved', { time: this.fmt.time(new Date()) }));
      await this.settings.reload();
      this.own = undefined;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
      if (this.problem) window.scrollTo(0, 0);
    }
  }

  // take shows what somebody else saved, in the place of what was typed here.
  private async take(): Promise<void> {
    await this.settings.reload();
    this.own = undefined;
    this.problem = undefined;
    this.emit('rb-dirty', { dirty: false });
  }
}
