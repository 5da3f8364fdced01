// <rb-portrait-check>: before opening: which sites cannot be shown with their headcount, and which groups would
// show a common result.

import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';

import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import '@ribambelle/web/notice';
import { element } from '@ribambelle/web/define';
import { icon } from '@ribambelle/web/icon';
import { loaded } from '@ribambelle/web/loaded';
import { ModuleElement } from '@ribambelle/web/module-element';
import { base } from '@ribambelle/web/styles';

import { texts } from '../texts/prepare.ts';
import { type Preview, type Rec, type Wave, waves } from './wave.ts';

type Seen = Preview['sites'][number];
type Proposal = Preview['proposals'][number];

@element('rb-portrait-check')
export class RbPortraitCheck extends ModuleElement {
  static override texts = texts;
  static override styles = [base, css`
    li { padding-block: var(--rb-space-2); border-block-end: 1px solid var(--rb-line); min-height: 3rem; }
    li:last-child { border: 0; }
    ul.card { padding: var(--rb-space-2) var(--rb-space-5); }
    .why { max-width: 46ch; }
    .shown { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); column-gap: var(--rb-space-5); }
    .shown li { display: flex; gap: var(--rb-space-3); align-items: center; border: 0; min-height: 2.5rem; padding-block: var(--rb-space-1); }
    .shown svg { flex: none; color: var(--rb-good); }
  `];

  @property({ attribute: false }) saved: Rec<Wave> | undefined;
  private readonly preview = loaded(this, () => waves.preview(this.client, this.saved!.id), false);

  override updated(changed: Map<string, unknown>): void {
    if (changed.has('saved') && this.saved) void this.preview.reload();
  }

  override render() {
    return this.preview.render((p) => {
      const grouped = (s: Seen) => p.groups.some((g) => g.key === s.group);
      const hidden = p.sites.filter((s) => !s.showable && !grouped(s));
      const homes = hidden.filter((s) => s.reason === 'home');
      const shown = p.sites.filter((s) => s.showable && !grouped(s));
      return html`<div class="stack wide">
        <p class="prose">${this.sum(p)}</p>
        ${hidden.length
          ? html`<rb-notice kind="warn" heading=${this.t('portrait.check.bad', { n: hidden.length })}>${this.t('portrait.check.why', { n: p.floor })}</rb-notice>`
          : html`<rb-notice kind="good">${this.t('portrait.check.good')}</rb-notice>`}
        ${p.proposals.length ? html`<div class="card stack"><div class="stack tight"><h2>${this.t('portrait.check.propose')}</h2><p class="muted prose">${this.t('portrait.check.propose.help')}</p></div>
          <ul class="plain">${p.proposals.map((g) => this.proposal(g, p))}</ul></div>` : nothing}
        ${p.groups.length ? this.section('portrait.check.groups', p.groups.map((g) => this.group(g, p))) : nothing}
        ${hidden.length ? this.section('portrait.check.hide', [...hidden.filter((s) => s.reason !== 'home').map((s) => this.site(s, p)), homes.length ? this.homes(homes, p) : nothing]) : nothing}
        ${shown.length ? html`<div class="stack tight"><h2>${this.t('portrait.check.show')}</h2>
          <ul class="plain card shown">${shown.map((s) => html`<li>${icon('check')}<span>${s.name}, ${this.people(s.headcount)}</span></li>`)}</ul></div>` : nothing}
      </div>`;
    });
  }

  // sum says in one sentence what is about to be opened.
  private sum(p: Preview): string {
    const { access, closes_on } = this.saved!.doc;
    return this.t(`portrait.check.sum.${access}`, { people: this.t('portrait.prepare.headcount', { n: p.invited }), sites: this.t('portrait.sites', { n: p.sites.length }), date: this.fmt.date(closes_on) });
  }

  private homes(all: readonly Seen[], p: Preview) {
    return html`<li class="row apart"><span>${this.t('portrait.check.homes', { n: all.length })}, ${this.people(all.reduce((n, s) => n + s.headcount, 0))}</span>${this.why(all[0]!, p)}</li>`;
  }

  // members are the sites of a group in words; nothing where its name says them already.
  private members(sites: readonly Seen[], name: string) {
    const homes = sites.filter((s) => s.home ?? s.reason === 'home').length;
    const others = sites.filter((s) => !(s.home ?? s.reason === 'home')).map((s) => s.name);
    if (others.every((o) => name.includes(o)) && !homes) return nothing;
    return html`<br /><small class="muted">${this.fmt.list(homes ? [...others, this.t('portrait.check.homes', { n: homes })] : others)}</small>`;
  }

  private section(key: string, lines: readonly unknown[]) {
    return html`<div class="stack tight"><h2>${this.t(key)}</h2><ul class="plain card">${lines}</ul></div>`;
  }

  private people(n: number) {
    return html`<span class="muted num">${this.t('portrait.check.person', { n })}</span>`;
  }

  private why(one: { readonly showable: boolean; readonly reason: string }, p: Preview) {
    return html`<rb-badge kind=${one.showable ? 'good' : 'masked'}>${this.t(`portrait.check.reason.${one.reason}`, { n: p.floor })}</rb-badge>`;
  }

  private site(s: Seen, p: Preview) {
    return html`<li class="row apart"><span>${s.name}, ${this.people(s.headcount)}</span>${this.why(s, p)}</li>`;
  }

  private group(g: Preview['groups'][number], p: Preview) {
    const members = p.sites.filter((s) => s.group === g.key);
    return html`<li class="row apart"><span class="why"><strong>${g.name}</strong>, ${this.people(g.headcount)}${this.members(members, g.name)}</span>
      <span class="row">${this.why(g, p)}<rb-button kind="quiet" size="s" label=${`${this.t('portrait.check.ungroup')}, ${g.name}`} @click=${() => this.ungroup(g.key)}>${this.t('portrait.check.ungroup')}</rb-button></span></li>`;
  }

  private proposal(g: Proposal, p: Preview) {
    const members = p.sites.filter((s) => g.sites.includes(s.unit_id));
    return html`<li class="row apart"><span class="why"><strong>${g.name}</strong>, ${this.people(g.headcount)}${this.members(members, g.name)}</span>
      <rb-button icon="users" label=${`${this.t('portrait.check.use')}, ${g.name}`} @click=${() => this.use(g)}>${this.t('portrait.check.use')}</rb-button></li>`;
  }

  private use(g: Proposal): void {
    const doc = this.saved!.doc;
    this.emit('rb-groups', {
      groups: [...(doc.groups ?? []).filter((have) => have.key !== g.key), { key: g.key, name: g.name }],
      sites: doc.sites.map((s) => (g.sites.includes(s.unit_id) ? { ...s, group: g.key } : s)),
    });
  }

  private ungroup(key: string): void {
    const doc = this.saved!.doc;
    this.emit('rb-groups', {
      groups: (doc.groups ?? []).filter((g) => g.key !== key),
      sites: doc.sites.map((s) => (s.group === key ? (({ group: _, ...rest }) => rest)(s) : s)),
    });
  }
}
