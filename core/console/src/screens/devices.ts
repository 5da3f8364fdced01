// The tablets of sites: add one, choose who signs in on it, give first PINs, take one away.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { newKey } from '@ribambelle/web/api';
import '@ribambelle/web/badge';
import '@ribambelle/web/back';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import type { Unit } from '@ribambelle/web/me';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/qr';
import '@ribambelle/web/state';

import { Screen } from '../app/screen.ts';
import '../parts/device-people.ts';
import type { DeviceUser } from '../parts/device-people.ts';
import { head } from '../parts/head.ts';
import { screenStyles } from '../parts/styles.ts';

type Device = { id: string; name: string; unit_id: string; unit_name: string; people: DeviceUser[]; enrolled_by: string; created_at: string; enrolled_at?: string; used_at?: string; code_until?: string; state: 'waiting' | 'active' | 'expired' };
type Value = { unit_id?: string; name?: string; people?: string[] };
type Loaded = { devices: Device[]; units: Unit[] };

const badges = { waiting: 'info', active: 'good', expired: 'warn' } as const;

@element('rb-devices')
export class RbDevices extends Screen {
  static override styles = [...screenStyles, css`
    .all { display: grid; gap: var(--rb-space-4); grid-template-columns: repeat(auto-fill, minmax(min(24rem, 100%), 1fr)); align-items: start; }
    .all li { display: grid; gap: var(--rb-space-4); } .all h2 { margin: 0; font-size: var(--rb-text-l); }
    .enrol { display: grid; gap: var(--rb-space-4); justify-items: center; text-align: center; } rb-qr { --rb-qr-size: 14rem; } .code { font-size: 2rem; font-weight: 680; letter-spacing: .08em; font-family: ui-monospace, monospace; }
  `];

  @state() private editing: Device | 'new' | undefined;
  @state() private value: Value = {};
  @state() private offered: readonly DeviceUser[] = [];
  @state() private enrolling: { code: string; link: string; name: string } | undefined;
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private key = newKey();
  private readonly all = loaded(this, async (signal) => {
    const [devices, units] = await Promise.all([this.api.get<{ devices: Device[] }>('/devices', { signal }), this.api.get<{ units: Unit[] }>('/units', { signal })]);
    return { devices: devices.devices, units: units.units };
  });

  protected override titleKey = () => 'devices.menu';

  override render() {
    const add = this.may('core:device.enrol') ? html`<rb-button kind="primary" icon="plus" @click=${() => void this.edit('new')}>${this.t('devices.add')}</rb-button>` : nothing;
    return html`<div class="page"><rb-back href=${this.to('sites')}>${this.t('sites.menu')}</rb-back>${head({ title: this.t('devices.menu'), lead: this.t('devices.lead'), actions: add })}
      ${this.all.render(({ devices }: Loaded) => (devices.length === 0
        ? html`<div class="card"><rb-state kind="first" .heading=${this.t('devices.none')} .text=${this.t('devices.none-text')}>${add}</rb-state></div>`
        : html`<ul class="list all">${devices.map((d) => this.one(d))}</ul>`))}</div>${this.dialog()}`;
  }

  private one(d: Device) {
    const since = d.state === 'waiting' ? this.t('devices.until', { time: this.fmt.time(d.code_until!) }) : d.used_at ? this.t('devices.used', { when: this.fmt.relative(d.used_at) }) : this.t('devices.unused');
    return html`<li class="card"><div class="stack tight"><div class="row apart"><h2>${d.name}</h2><rb-badge kind=${badges[d.state]}>${this.t(`devices.state.${d.state}`)}</rb-badge></div>
        <p>${d.unit_name}</p><p class="small muted">${this.t('devices.by', { name: d.enrolled_by || '—', date: this.fmt.date(d.created_at) })} · ${since}</p></div>
      <rb-device-people .api=${this.api} unit=${d.unit_id} .people=${d.people} ?gives=${this.may('core:device.pin')} @rb-changed=${() => void this.all.reload()}></rb-device-people>
      <div class="row">${this.may('core:device.update') ? html`<rb-button size="s" icon="pencil" label=${this.t('devices.change-of', { name: d.name })} @click=${() => void this.edit(d)}>${this.t('devices.change')}</rb-button>` : nothing}
        ${this.may('core:device.revoke') ? html`<rb-button size="s" kind="quiet" icon="ban" label=${this.t('devices.revoke-of', { name: d.name })} @click=${() => void this.revoke(d)}>${this.t('devices.revoke')}</rb-button>` : nothing}</div></li>`;
  }

  private dialog() {
    if (this.enrolling) {
      const { code, link, name } = this.enrolling;
      return html`<rb-dialog open .heading=${this.t('devices.enrol-title', { name })} @rb-close=${this.over}><div class="enrol"><p>${this.t('devices.enrol-scan')}</p>
          <rb-qr .text=${location.origin + link} .label=${this.t('devices.qr')}></rb-qr><p>${this.t('devices.enrol-type', { address: `${location.host}${this.to('device')}` })}</p><p class="code">${code}</p><p class="small muted">${this.t('devices.enrol-once')}</p></div>
        <rb-button slot="actions" kind="primary" @click=${this.over}>${this.t('devices.enrolled')}</rb-button></rb-dialog>`;
    }
    if (!this.editing || !this.all.value) return nothing;
    return html`<rb-dialog open .heading=${this.editing === 'new' ? this.t('devices.add') : this.editing.name} @rb-close=${this.over}><rb-form .schema=${this.schema()} .value=${this.value} .units=${this.all.value.units} .problem=${this.problem} ?busy=${this.busy}
      submit=${this.t(this.editing === 'new' ? 'devices.next' : 'web.save')} @rb-input=${(e: CustomEvent<{ value: Value }>) => void this.typed(e.detail.value)} @rb-submit=${() => void this.save()}></rb-form></rb-dialog>`;
  }

  private schema() {
    return {
      type: 'object', required: ['unit_id', 'name'],
      properties: {
        ...(this.editing === 'new' ? { unit_id: { type: 'string', 'x-widget': 'unit', title: this.t('devices.site') } } : {}),
        name: { type: 'string', minLength: 1, maxLength: 80, title: this.t('devices.name'), description: this.t('devices.name-help') },
        ...(this.offered.length > 0 ? { people: { type: 'array', uniqueItems: true, title: this.t('devices.people'), description: this.t('devices.people-help'), items: { oneOf: this.offered.map((p) => ({ const: p.id, title: p.name })) } } } : {}),
      },
    };
  }

  private async edit(what: Device | 'new'): Promise<void> {
    this.key = newKey();
    this.problem = undefined;
    const sites = this.all.value?.units.filter((u) => u.class !== 'territory' && u.class !== 'group') ?? [];
    this.value = what === 'new' ? (sites.length === 1 ? { unit_id: sites[0]!.id } : {}) : { unit_id: what.unit_id, name: what.name, people: what.people.map((p) => p.id) };
    this.editing = what;
    await this.offer(this.value.unit_id);
  }

  // typed asks who works at the site that was chosen; of people of another one, none stays chosen.
  private async typed(value: Value): Promise<void> {
    const moved = value.unit_id !== this.value.unit_id;
    this.value = moved ? { ...value, people: [] } : value;
    this.key = newKey();
    if (moved) await this.offer(value.unit_id);
  }

  private async offer(unit: string | undefined): Promise<void> {
    this.offered = [];
    if (!unit) return;
    try {
      this.offered = (await this.api.get<{ people: DeviceUser[] }>(`/units/${unit}/device-people`)).people;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }

  private async save(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      const fields = { name: this.value.name, people: this.value.people ?? [] };
      if (this.editing === 'new') {
        const made = await this.api.post<{ code: string; link: string }>('/devices', { ...fields, unit_id: this.value.unit_id }, { key: this.key });
        this.enrolling = { ...made, name: fields.name ?? '' };
      } else {
        await this.api.put(`/devices/${(this.editing as Device).id}`, fields);
        this.over();
      }
      await this.all.reload();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }

  private async revoke(d: Device): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('devices.revoke-title', { name: d.name }), body: this.t('devices.revoke-text'), confirm: this.t('devices.revoke'), danger: true });
    if (!sure) return;
    try {
      await this.api.post(`/devices/${d.id}:revoke`);
      this.tell('good', this.t('devices.revoked', { name: d.name }));
      await this.all.reload();
    } catch (thrown) {
      this.failed(problemOf(thrown));
    }
  }

  private readonly over = (): void => {
    this.editing = undefined;
    this.enrolling = undefined;
    void this.all.reload();
  };
}
