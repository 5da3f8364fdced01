// <rb-portrait-plans>: action plans in the console. It shows the screen that the address names.

import { nothing } from 'lit';
import { html, unsafeStatic } from 'lit/static-html.js';

import { element } from '@ribambelle/web/define';
import { ModuleElement } from '@ribambelle/web/module-element';
import '@ribambelle/web/state';

import './plan/begin.ts';
import './plan/edit.ts';
import './plan/follow-up.ts';
import './plan/page.ts';
import './plan/review.ts';

// The screens by address, "*" standing for the id of a plan or an action.
const screens: Readonly<Record<string, string>> = {
  '/': 'rb-portrait-follow-up',
  '/begin': 'rb-portrait-begin',
  '/begin/*': 'rb-portrait-begin',
  '/*': 'rb-portrait-plan',
  '/*/actions': 'rb-portrait-action',
  '/*/actions/*': 'rb-portrait-action',
  '/*/review': 'rb-portrait-plan-review',
};

@element('rb-portrait-plans')
export class RbPortraitPlans extends ModuleElement {
  override render() {
    const [address = '/', query = ''] = this.path.split('?');
    const [, first = '', part = '', id = ''] = address.split('/');
    const begins = first === 'begin';
    const pattern = [begins ? first : first && '*', begins ? part && '*' : part, id && '*'].filter(Boolean).join('/');
    const screen = screens[`/${pattern}`];
    if (!screen) return html`<rb-state kind="missing"></rb-state>`;
    if (!this.me) return nothing;
    return html`<${unsafeStatic(screen)} tenant=${this.tenant} api=${this.api} base=${this.base} .me=${this.me} .plan=${begins ? part : first} .action=${id} .query=${query}></${unsafeStatic(screen)}>`;
  }
}
