// A page of a module: finds the widget that the address means and mounts it, or shows a collection's generated
// list and form.

import { html } from 'lit';
import { element } from '@ribambelle/web/define';
import { may } from '@ribambelle/web/me';
import '@ribambelle/web/button';
import '@ribambelle/web/state';

import { Screen } from '../app/screen.ts';
import { collectionFor, widgetFor } from '../parts/widget-for.ts';
import '../parts/collection.ts';
import '../parts/widget.ts';

@element('rb-module-page')
export class RbModulePage extends Screen {
  override render() {
    const [name = '', ...rest] = this.route.rest;
    const kept = collectionFor(this.me, name, rest);
    if (kept) {
      return html`<rb-collection .me=${this.me} .route=${this.route} .module=${kept.module} .collection=${kept.collection} .record=${kept.rest[0] ?? ''} ?paper=${kept.rest[1] === 'print'}></rb-collection>`;
    }
    const found = widgetFor(this.me, name, rest);
    if (!found) {
      return html`<rb-state whole kind="missing" .heading=${this.t('modules.closed')} .text=${this.t('modules.closed-text')}>
        ${may(this.me, 'core:module.read') ? html`<rb-button href=${this.to('modules')}>${this.t('modules.menu')}</rb-button>` : ''}</rb-state>`;
    }
    const query = this.route.query.toString();
    return html`<rb-widget .module=${found.module} .widget=${found.widget} .me=${this.me} .slug=${this.slug} .base=${this.to('modules', name, ...found.base)}
      .path=${`/${found.rest.map(encodeURIComponent).join('/')}${query ? `?${query}` : ''}`}></rb-widget>`;
  }
}
