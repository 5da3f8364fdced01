// Import sites and their headcounts.

import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import type { Unit } from '@ribambelle/web/me';
import '@ribambelle/web/unit-picker';

import type { Outcome } from '../parts/import-preview.ts';
import { ImportScreen } from '../parts/import-screen.ts';

@element('rb-sites-import')
export class RbSitesImport extends ImportScreen {
  protected readonly of = 'import';
  protected readonly address = '/units:import';

  @state() private parent = '';
  private readonly units = loaded(this, (signal) => this.api.get<{ units: Unit[] }>('/units', { signal }).then((a) => a.units));

  protected get back() {
    return { href: this.to('sites'), label: this.t('sites.menu') };
  }

  protected choices() {
    const places = this.units.value?.filter((u) => u.class === 'territory');
    return this.units.value?.length ? html`<rb-unit-picker .label=${this.t('import.below')} .all=${this.t('frame.whole')} .units=${places} .value=${this.parent} @rb-change=${(e: CustomEvent<{ value: string }>) => { this.parent = e.detail.value; this.fresh(); }}></rb-unit-picker>` : nothing;
  }

  protected chosen = () => (this.parent ? { parent_id: this.parent } : {});

  protected written({ created, updated }: Outcome): void {
    this.tell('good', this.t('import.done', { created, updated }));
    this.go(this.to('sites'));
  }

  // The server knows kinds by their names too.
  protected sample(): string[][] {
    if (this.locale.startsWith('en')) return [['name', 'kind', 'headcount', 'places', 'parent'], ['North', 'Territory', '', '', ''], ['Maple House', 'CPE facility', '14', '60', 'North'], ['The Lilacs', 'Day care centre', '9', '40', 'North']];
    if (this.locale === 'fr-CA') return [['nom', 'type', 'effectif', 'places', 'territoire'], ['Rive-Nord', 'Territoire', '', '', ''], ['Les Petits Castors', 'Installation de CPE', '14', '60', 'Rive-Nord'], ['La Grande Ourse', 'Garderie', '9', '40', 'Rive-Nord']];
    return [['nom', 'type', 'effectif', 'places', 'territoire'], ['Secteur Nord', 'Territoire', '', '', ''], ['Les Lilas', 'Crèche collective', '14', '40', 'Secteur Nord'], ['Bulle d’air', 'Micro-crèche', '4', '12', 'Secteur Nord']];
  }
}
