// <rb-piloufilou-home>: the workshops in the console. It shows the screen that the address names.

import { nothing } from 'lit';
import { html, unsafeStatic } from 'lit/static-html.js';

import { element } from '@ribambelle/web/define';
import { ModuleElement } from '@ribambelle/web/module-element';
import '@ribambelle/web/state';

import './cycle/page.ts';
import './cycle/plan.ts';
import './cycle/sheet.ts';
import './cycle/supervise.ts';
import './edition/begin.ts';
import './edition/edition.ts';
import './edition/report.ts';
import './log/log.ts';
import './people.ts';
import './programmes.ts';

// The screens by address, "*" standing for an id and "#" for the number of a workshop.
const screens: Readonly<Record<string, string>> = {
  '/': 'rb-piloufilou-edition',
  '/begin': 'rb-piloufilou-begin',
  '/editions/*': 'rb-piloufilou-edition',
  '/editions/*/report': 'rb-piloufilou-report',
  '/editions/*/plan': 'rb-piloufilou-plan',
  '/cycles/*': 'rb-piloufilou-cycle',
  '/cycles/*/plan': 'rb-piloufilou-plan',
  '/cycles/*/log': 'rb-piloufilou-log',
  '/cycles/*/supervise': 'rb-piloufilou-supervise',
  '/cycles/*/sheet': 'rb-piloufilou-sheet',
  '/people': 'rb-piloufilou-people',
  '/programmes': 'rb-piloufilou-programmes',
};

@element('rb-piloufilou-home')
export class RbPiloufilouHome extends ModuleElement {
  override render() {
    const [place = '/', query = ''] = this.path.split('?');
    const [, first = '', id = '', part = ''] = place.split('/');
    const screen = screens[`/${[first, id && '*', part].filter(Boolean).join('/')}`];
    if (!screen) return html`<rb-state kind="missing"></rb-state>`;
    if (!this.me) return nothing;
    return html`<${unsafeStatic(screen)} tenant=${this.tenant} api=${this.api} base=${this.base} .me=${this.me}
      .edition=${first === 'editions' ? id : ''} .cycle=${first === 'cycles' ? id : ''} .query=${query}></${unsafeStatic(screen)}>`;
  }
}
