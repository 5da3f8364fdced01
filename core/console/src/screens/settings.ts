// Settings: one list of where to go, each with a sentence.

import { css, html, nothing } from 'lit';
import { element } from '@ribambelle/web/define';
import { icon } from '@ribambelle/web/icon';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import { screenStyles } from '../parts/styles.ts';

type Place = { key: string; icon: string; href: string; action: string; outside?: boolean };

@element('rb-settings')
export class RbSettings extends Screen {
  static override styles = [...screenStyles, css`
    .places { display: grid; gap: var(--rb-space-4); grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); }
    .places a { display: grid; grid-template-columns: auto 1fr; gap: .25rem var(--rb-space-3); align-items: center; height: 100%; align-content: start; color: inherit; text-decoration: none; transition: border-color var(--rb-motion); }
    .places a:hover { border-color: var(--rb-primary); }
    .places svg { color: var(--rb-primary); width: 1.5rem; height: 1.5rem; }
    .places p { grid-column: 2; color: var(--rb-muted); font-size: var(--rb-text-s); }
  `];

  protected override titleKey = () => 'settings.menu';

  override render() {
    const groups: [string, Place[]][] = [
      ['own', [
        { key: 'modules', icon: 'layout-grid', href: this.to('modules'), action: 'core:module.read' },
        { key: 'organisation', icon: 'building-2', href: this.to('settings', 'organisation'), action: 'core:settings.read' },
        { key: 'kinds', icon: 'house', href: this.to('settings', 'kinds'), action: 'core:settings.update' },
        { key: 'closures', icon: 'calendar', href: this.to('sites', 'closures'), action: 'core:closure.update' },
        { key: 'words', icon: 'languages', href: this.to('settings', 'words'), action: 'core:settings.update' },
        { key: 'mail', icon: 'mail', href: this.to('settings', 'mail'), action: 'core:outbox.read' },
        { key: 'providers', icon: 'shield-check', href: this.to('settings', 'providers'), action: 'core:provider.read' },
        { key: 'usage', icon: 'chart-column', href: this.to('settings', 'usage'), action: 'core:usage.read' },
        { key: 'archive', icon: 'download', href: this.to('settings', 'archive'), action: 'core:archive.export' },
      ]],
      ['trust', [
        { key: 'works', icon: 'book-open', href: this.to('settings', 'works'), action: 'core:subscription.list' },
        { key: 'shares', icon: 'arrow-left-right', href: this.to('settings', 'shares'), action: 'core:share.list' },
        { key: 'audit', icon: 'scroll-text', href: this.to('audit'), action: 'core:audit.read' },
        { key: 'support', icon: 'users', href: this.to('settings', 'support'), action: 'core:support.open' },
        { key: 'rights', icon: 'circle-help', href: this.to('rights'), action: 'core:why.ask' },
        { key: 'policy', icon: 'ban', href: this.to('settings', 'policy'), action: 'core:settings.update' },
      ]],
      ['programs', [
        { key: 'keys', icon: 'key-round', href: this.to('settings', 'keys'), action: 'core:key.read' },
        { key: 'embeds', icon: 'code', href: this.to('settings', 'embeds'), action: 'core:embed.read' },
        { key: 'api', icon: 'file-text', href: `/t/${this.slug}/docs`, action: 'core:key.read', outside: true },
      ]],
    ];
    return html`<div class="page">${head({ title: this.t('settings.menu'), lead: this.t('settings.lead') })}
      ${groups.map(([name, places]) => this.group(name, places.filter((p) => this.may(p.action))))}</div>`;
  }

  private group(name: string, places: readonly Place[]) {
    if (places.length === 0) return nothing;
    return html`<section class="stack" aria-labelledby=${name}><h2 id=${name}>${this.t(`settings.group.${name}`)}</h2>
      <ul class="list places">${places.map((p) => html`<li><a class="card" href=${p.href} target=${p.outside ? '_blank' : nothing} rel="noopener">
        ${icon(p.icon)}<h3>${this.t(`settings.${p.key}`)}</h3><p>${this.t(`settings.${p.key}-text`)}</p></a></li>`)}</ul></section>`;
  }
}
