// Kinds of site: those that the organisation adds to the ones that everybody has, each said to work like one of them.

import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { element } from '@ribambelle/web/define';
import { fold } from '@ribambelle/web/fold';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import '@ribambelle/web/notice';
import { Problem, problemOf } from '@ribambelle/web/problem';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import { hasMoved, moved } from '../parts/moved.ts';
import { readSettings, type Settings, writeSettings } from '../parts/organisation.ts';
import { screenStyles } from '../parts/styles.ts';
import type { Kind } from '../parts/unit-form.ts';

type Value = { kinds: Partial<Kind>[] };
const classes = ['site', 'home', 'office', 'school'] as const;

@element('rb-kinds')
export class RbKinds extends Screen {
  static override styles = screenStyles;

  @state() private value: Value | undefined;
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  @state() private saved = '';
  private readonly settings = loaded(this, (signal) => readSettings(this.api, signal));

  protected override titleKey = () => 'kinds.title';

  override render() {
    return html`<div class="page">${head({ title: this.t('kinds.title'), lead: this.t('kinds.lead'), back: { href: this.to('settings'), label: this.t('settings.menu') } })}
      ${this.saved ? html`<rb-notice kind="good" role="status">${this.t('org.saved', { time: this.saved })}</rb-notice>` : nothing}
      ${moved({ problem: this.problem, busy: this.busy, t: (key) => this.t(key), theirs: () => void this.take(), mine: () => void this.settings.reload().then(() => this.save()) })}
      ${this.settings.render((s: Settings) => html`<rb-form class="card narrow" .schema=${this.schema()} .value=${this.value ?? { kinds: s.kinds ?? [] }} .locked=${s.managed ?? []} .problem=${hasMoved(this.problem) ? undefined : this.problem} ?busy=${this.busy}
        @rb-input=${this.typed} @rb-submit=${() => void this.save()}></rb-form>`)}</div>`;
  }

  private schema() {
    const t = (key: string) => this.t(`kinds.${key}`);
    const name = (language: string) => ({ type: 'string', maxLength: 80, title: this.t(`web.language.${language}`) });
    const choices = classes.map((c) => ({ const: c, title: t(`class.${c}`), description: t(`class.${c}-help`) }));
    return {
      type: 'object',
      properties: { kinds: { type: 'array', maxItems: 100, title: t('list'), 'x-add': t('add'), items: { type: 'object', title: t('one'), required: ['title', 'class'], properties: {
        title: { type: 'object', title: t('name'), required: [this.me?.tenant.languages[0] ?? 'fr'], properties: { fr: name('fr'), en: name('en') } },
        class: { title: t('class'), description: t('class-help'), oneOf: choices },
      } } } },
    };
  }

  private typed(event: CustomEvent<{ value: Value }>): void {
    if (event.target !== event.currentTarget) return;
    this.value = event.detail.value;
    this.saved = '';
    this.emit('rb-dirty', { dirty: true });
  }

  private async save(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      const read = this.settings.value!;
      await writeSettings(this.api, { ...read, kinds: named(this.value?.kinds ?? read.kinds ?? []) }, read);
      this.emit('rb-dirty', { dirty: false });
      this.saved = this.fmt.time(new Date());
      await this.settings.reload();
      this.value = undefined;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
      window.scrollTo(0, 0);
    }
  }

  // take shows what somebody else saved, in the place of what was typed here.
  private async take(): Promise<void> {
    await this.settings.reload();
    this.value = undefined;
    this.problem = undefined;
    this.emit('rb-dirty', { dirty: false });
  }
}

// named gives new kinds the short name that files and imports use; those that have one keep it.
function named(kinds: readonly Partial<Kind>[]): Kind[] {
  const taken = new Set(kinds.map((k) => k.name));
  return kinds.map((kind) => {
    if (kind.name) return kind as Kind;
    const base = fold(kind.title?.['fr'] || kind.title?.['en'] || '').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 36) || 'sorte';
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base}-${n}`;
    taken.add(name);
    return { ...kind, name } as Kind;
  });
}
