// <rb-portrait-check>: before opening: which sites cannot be shown with their headcount, and which groups would
// show a common result.

import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';

import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import '@ribambelle/web/notice';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { ModuleElement } from '@ribambelle/web/module-element';
import { base } from '@ribambelle/web/styles';

import { texts } from '../texts.ts';
import { type Preview, type Rec, type Wave, waves } from './wave.ts';

@element('rb-portrait-check')
export class RbPortraitCheck extends ModuleElement {
  static override texts = texts;
  static override styles = [base, css`li { padding-block: var(--rb-space-2); border-block-end: 1px solid var(--rb-line); } li:last-child { border: 0; }`];

  @property({ attribute: false }) saved: Rec<Wave> | undefined;
  private readonly preview = loaded(this, () => waves.preview(this.client, this.saved!.id), false);

  override updated(changed: Map<string, unknown>): void {
    if (changed.has('saved') && this.saved) void this.preview.reload();
  }

  override render() {
    return this.preview.render((p) => {
      const masked = p.sites.filter((s) => !s.showable);
      return html`<div class="stack">
        ${masked.length
          ? html`<rb-notice kind="warn" heading=${this.t('portrait.check.bad', { n: masked.length })}>${this.t('portrait.check.why', { n: p.floor })}</rb-notice>`
          : html`<rb-notice kind="good">${this.t('portrait.check.good')}</rb-notice>`}
        ${this.proposals(p)}
        <ul class="plain card">${p.sites.map((s) => this.site(s, p))}</ul>
      </div>`;
    });
  }

  private site(s: Preview['sites'][number], p: Preview) {
    const group = p.groups.find((g) => g.key === s.group);
    return html`<li class="row apart">
      <span>${s.name} <span class="muted">· ${this.t('portrait.prepare.headcount', { n: s.headcount })}${group ? html` · ${this.t('portrait.check.grouped', { name: group.name })}` : nothing}</span></span>
      <span class="row">${group ? html`<rb-button kind="quiet" size="s" @click=${() => this.ungroup(group.key)}>${this.t('portrait.check.ungroup')}</rb-button>` : nothing}
      <rb-badge kind=${s.showable ? 'good' : 'masked'}>${this.t(`portrait.check.reason.${s.reason}`, { n: p.floor })}</rb-badge></span>
    </li>`;
  }

  private proposals(p: Preview) {
    if (!p.proposals.length) return nothing;
    const name = (id: string) => p.sites.find((s) => s.unit_id === id)?.name ?? id;
    return html`<div class="card stack tight"><h2>${this.t('portrait.check.propose')}</h2>
      ${p.proposals.map((g) => html`<div class="row apart"><span>${this.t('portrait.check.propose.one', { name: g.name, sites: this.fmt.list(g.sites.map(name)), n: g.headcount })}</span>
        <rb-button icon="users" @click=${() => this.use(g)}>${this.t('portrait.check.use')}</rb-button></div>`)}</div>`;
  }

  private use(g: Preview['proposals'][number]): void {
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
