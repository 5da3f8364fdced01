// <rb-portrait-home>: Portrait in the console. It shows the screen that the address names.

import { nothing } from 'lit';
import { html, unsafeStatic } from 'lit/static-html.js';

import { element } from '@ribambelle/web/define';
import { ModuleElement } from '@ribambelle/web/module-element';
import '@ribambelle/web/state';

import './print/letters.ts';
import './print/posters.ts';
import './print/slips.ts';
import './questionnaires.ts';
import './wave/list.ts';
import './wave/page.ts';
import './wave/prepare.ts';
import './wave/results.ts';

// The screens by address, "*" standing for the id of a portrait.
const screens: Readonly<Record<string, string>> = {
  '/': 'rb-portrait-list',
  '/prepare': 'rb-portrait-prepare',
  '/prepare/*': 'rb-portrait-prepare',
  '/waves/*': 'rb-portrait-wave',
  '/waves/*/results': 'rb-portrait-results',
  '/waves/*/posters': 'rb-portrait-posters',
  '/waves/*/slips': 'rb-portrait-slips',
  '/waves/*/letters': 'rb-portrait-letters',
};

@element('rb-portrait-home')
export class RbPortraitHome extends ModuleElement {
  override render() {
    const [, first = '', id = '', part = ''] = (this.path.split('?')[0] ?? '/').split('/');
    const screen = screens[`/${[first, id && '*', part].filter(Boolean).join('/')}`];
    if (!screen) return html`<rb-state kind="missing"></rb-state>`;
    if (!this.me) return nothing;
    return html`<${unsafeStatic(screen)} tenant=${this.tenant} api=${this.api} base=${this.base} .me=${this.me} .wave=${id}></${unsafeStatic(screen)}>`;
  }
}
