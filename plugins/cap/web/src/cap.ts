// <rb-cap-home>: learning communities in the console. It shows the screen that the address names.

import { nothing } from 'lit';
import { html, unsafeStatic } from 'lit/static-html.js';

import { element } from '@ribambelle/web/define';
import { ModuleElement } from '@ribambelle/web/module-element';
import '@ribambelle/web/state';

import './home/community.ts';
import './home/list.ts';
import './home/prepare.ts';
import './room/room.ts';
import './room/session.ts';
import './room/thread.ts';

// The screens by address, "*" standing for an id.
const screens: Readonly<Record<string, string>> = {
  '/': 'rb-cap-list',
  '/prepare': 'rb-cap-prepare',
  '/prepare/*': 'rb-cap-prepare',
  '/communities/*': 'rb-cap-community',
  '/rooms/*': 'rb-cap-room',
  '/rooms/*/sessions/*': 'rb-cap-session',
  '/rooms/*/threads/*': 'rb-cap-thread',
};

@element('rb-cap-home')
export class RbCapHome extends ModuleElement {
  override render() {
    const [, first = '', id = '', part = '', inner = ''] = (this.path.split('?')[0] ?? '/').split('/');
    const screen = screens[`/${[first, id && '*', part, inner && '*'].filter(Boolean).join('/')}`];
    if (!screen) return html`<rb-state kind="missing"></rb-state>`;
    if (!this.me) return nothing;
    return html`<${unsafeStatic(screen)} tenant=${this.tenant} api=${this.api} base=${this.base} .me=${this.me} .target=${id} .inner=${inner}></${unsafeStatic(screen)}>`;
  }
}
