// A page of a module: finds the widget that the address means and mounts it.

import { html } from 'lit';
import { element } from '@ribambelle/web/define';
import { may } from '@ribambelle/web/me';
import '@ribambelle/web/button';
import '@ribambelle/web/state';

import { Screen } from '../app/screen.ts';
import { widgetFor } from '../parts/widget-for.ts';
import '../parts/widget.ts';

@element('rb-module-page')
export class RbModulePage extends Screen {
  override render() {
    const [name = '', ...rest] = this.route.rest;
    const found = widgetFor(this.me, name, rest);
    if (!found) {
      return html`<rb-state kind="missing" .heading=${this.t('modules.closed')} .text=${this.t('modules.closed-text')}>
        ${may(this.me, 'core:module.read') ? html`<rb-button href=${this.to('modules')}>${this.t('modules.menu')}</rb-button>` : ''}</rb-state>`;
    }
    const query = this.route.query.toString();
    return html`<rb-widget .module=${found.module} .widget=${found.widget} .me=${this.me} .slug=${this.slug} .base=${this.to('modules', name, ...found.base)}
      .path=${`/${found.rest.map(encodeURIComponent).join('/')}${query ? `?${query}` : ''}`}></rb-widget>`;
  }
}
