// Signing in by the organisation's own accounts: which provider, what it must know of us, and whether it works.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import '@ribambelle/web/copy';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import type { Unit } from '@ribambelle/web/me';
import '@ribambelle/web/notice';
import { Problem, problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/state';

import { Screen } from '../app/screen.ts';
import '../parts/directory.ts';
import { head } from '../parts/head.ts';
import { learnRoles, type Role, roleTitle, sentence } from '../parts/role-title.ts';
import { screenStyles } from '../parts/styles.ts';

type Value = { name?: string; issuer?: string; client_id?: string; client_secret?: string; domains?: string[]; name_claim?: string; role?: string; unit_id?: string; only?: boolean; second_factor?: boolean };
type Provider = Value & { id: string; name: string; domains: string[]; has_secret: boolean; return_url: string; logout_url: string; exit_url: string; rev: number };
type Tried = { fine: boolean; code?: string; message?: string };

const farReaching = ['core:administrator', 'core:privacy-officer', 'core:operator'];

@element('rb-providers')
export class RbProviders extends Screen {
  static override styles = [...screenStyles, css`
    article { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--rb-space-5); }
    .title { display: flex; flex-wrap: wrap; gap: var(--rb-space-2) var(--rb-space-4); align-items: center; justify-content: space-between; }
    .addresses { display: grid; gap: var(--rb-space-4); }
    .addresses p { margin: 0 0 var(--rb-space-1); }
  `];

  @state() private editing: Provider | 'new' | undefined;
  @state() private value: Value = {};
  @state() private problem: Problem | undefined;
  @state() private busy = '';
  @state() private tried: Record<string, Tried> = {};
  private readonly all = loaded(this, async (signal) => {
    const [providers, roles, units] = await Promise.all([
      this.api.get<{ providers: Provider[] }>('/providers', { signal }).then((a) => a.providers), this.api.all<Role>('/roles', 'roles', { signal }).catch(() => []), this.api.all<Unit>('/units', 'units', { signal }).catch(() => []),
    ]);
    learnRoles(roles);
    return { providers, roles, units };
  });

  protected override titleKey = () => 'providers.title';

  override render() {
    const add = this.may('core:provider.update') ? html`<rb-button kind="primary" icon="plus" @click=${() => this.edit('new')}>${this.t('providers.add')}</rb-button>` : nothing;
    return html`<div class="page">${head({ title: this.t('providers.title'), lead: this.t('providers.lead'), back: { href: this.to('settings'), label: this.t('settings.menu') }, actions: add })}
      ${this.all.render((a: { providers: Provider[] }) => (a.providers.length === 0 ? html`<div class="card"><rb-state kind="empty" .heading=${this.t('providers.none')} .text=${this.t('providers.none-text')}></rb-state></div>` : a.providers.map((p) => this.card(p))))}
      <rb-directory .api=${this.api} slug=${this.slug} ?able=${this.may('core:key.create')}></rb-directory></div>${this.form()}`;
  }

  private card(p: Provider) {
    const fact = (key: string, value: unknown) => html`<dt>${this.t(`providers.${key}`)}</dt><dd>${value}</dd>`;
    const entry = p.role ? this.t('providers.uninvited-yes', { role: roleTitle(this, p.role) }) : this.t('providers.uninvited-no');
    return html`<article class="card" aria-labelledby=${p.id}><div class="title"><h2 id=${p.id}>${p.name}</h2><rb-badge kind=${p.client_id ? 'good' : 'warn'}>${this.t(p.client_id ? 'providers.ready' : 'providers.waiting')}</rb-badge></div>
      <dl class="facts">${fact('issuer', p.issuer)}${fact('domains', p.domains.map((d) => `@${d}`).join(', '))}${fact('uninvited', entry)}${fact('others', this.t(p.only ? 'providers.only-yes' : 'providers.only-no'))}${fact('second', this.t(p.second_factor ? 'providers.second-yes' : 'providers.second-no'))}</dl>
      ${this.result(this.tried[p.id])}
      <details ?open=${!p.client_id}><summary>${this.t('providers.register')}</summary><div class="addresses"><p class="muted">${this.t('providers.register-text')}</p>
        ${([['return', p.return_url], ['logout', p.logout_url], ['exit', p.exit_url]] as const).map(([key, url]) => html`<div><p>${this.t(`providers.${key}`)}</p><rb-copy .text=${url} .label=${this.t(`providers.${key}`)}></rb-copy></div>`)}</div></details>
      ${this.may('core:provider.update') ? html`<div class="row"><rb-button icon="badge-check" ?busy=${this.busy === p.id} @click=${() => void this.try(p)}>${this.t('providers.try')}</rb-button>
        <rb-button kind="quiet" icon="pencil" @click=${() => this.edit(p)}>${this.t('providers.change')}</rb-button>
        <rb-button kind="quiet" icon="ban" @click=${() => void this.drop(p)}>${this.t('providers.remove')}</rb-button></div>` : nothing}</article>`;
  }

  private result(tried: Tried | undefined) {
    if (!tried) return nothing;
    if (tried.fine) return html`<rb-notice kind="good" role="status">${this.t('providers.fine')}</rb-notice>`;
    return html`<rb-notice kind="bad" role="status">${this.say(new Problem(422, tried.code ?? '', { detail: tried.message }))} <span class="small muted" lang="en">${tried.message}</span></rb-notice>`;
  }

  private form() {
    if (!this.editing || !this.all.value) return nothing;
    const label = this.t(this.editing === 'new' ? 'providers.add' : 'providers.change');
    return html`<rb-dialog open .heading=${label} @rb-close=${this.stop}><rb-form .schema=${this.schema(this.all.value.roles)} .value=${this.value} .units=${this.all.value.units} .problem=${this.problem} ?busy=${this.busy === 'form'} submit=${this.t('web.save')}
      @rb-input=${(e: CustomEvent<{ value: Value }>) => (this.value = e.detail.value)} @rb-submit=${() => void this.save()}></rb-form></rb-dialog>`;
  }

  private schema(roles: readonly Role[]) {
    const t = (key: string) => this.t(`providers.${key}`);
    const text = (key: string, more = {}) => ({ type: 'string', title: t(key), description: t(`${key}-help`), ...more });
    const kept = this.editing !== 'new' && this.editing?.has_secret;
    return {
      type: 'object', required: ['name', 'issuer', 'domains'],
      properties: {
        name: text('name', { minLength: 1, maxLength: 80 }),
        issuer: text('issuer', { minLength: 8, maxLength: 300, 'x-widget': 'text' }),
        domains: { type: 'array', minItems: 1, maxItems: 20, title: t('domains'), description: t('domains-help'), items: { type: 'string', 'x-widget': 'text', minLength: 3, maxLength: 200, title: t('domain') } },
        client_id: text('client', { maxLength: 300, 'x-widget': 'text' }),
        client_secret: text('secret', { maxLength: 1000, 'x-widget': 'password', 'x-autocomplete': 'off', ...(kept ? { description: t('secret-kept') } : {}) }),
        only: { type: 'boolean', title: t('only'), description: t('only-help') },
        second_factor: { type: 'boolean', title: t('suffices'), description: t('suffices-help') },
        role: { title: t('role'), description: t('role-help'), oneOf: [{ const: '', title: t('role-none') }, ...roles.filter((r) => !farReaching.includes(r.name)).map((r) => ({ const: r.name, title: sentence(roleTitle(this, r.name)) }))] },
        ...(this.value.role ? { unit_id: { type: 'string', 'x-widget': 'unit', title: t('unit'), 'x-all': this.t('frame.whole') } } : {}),
        name_claim: text('claim', { maxLength: 60 }),
      },
    };
  }

  private edit(what: Provider | 'new'): void {
    const { id: _, has_secret: __, return_url: ___, logout_url: ____, exit_url: _____, rev: ______, ...value } = what === 'new' ? ({ domains: [''] } as unknown as Provider) : what;
    this.value = value;
    this.problem = undefined;
    this.editing = what;
  }

  private readonly stop = (): void => {
    this.editing = undefined;
  };

  private async save(): Promise<void> {
    const editing = this.editing;
    this.busy = 'form';
    this.problem = undefined;
    const value = Object.fromEntries(Object.entries(this.value).filter(([, v]) => v !== ''));
    try {
      if (editing === 'new') await this.api.post('/providers', value);
      else await this.api.put(`/providers/${(editing as Provider).id}`, value);
      this.stop();
      this.tried = {};
      this.tell('good', this.t('providers.saved'));
      void this.all.reload();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = '';
    }
  }

  private async try(p: Provider): Promise<void> {
    this.busy = p.id;
    try {
      const tried = await this.api.post<Tried>(`/providers/${p.id}:try`);
      this.tried = { ...this.tried, [p.id]: tried };
    } catch (thrown) {
      this.failed(problemOf(thrown));
    } finally {
      this.busy = '';
    }
  }

  private async drop(p: Provider): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('providers.remove-title', { name: p.name }), body: this.t('providers.remove-text'), confirm: this.t('providers.remove'), danger: true });
    if (!sure) return;
    try {
      await this.api.del(`/providers/${p.id}`);
      this.tell('good', this.t('providers.removed'));
      await this.all.reload();
    } catch (thrown) {
      this.failed(problemOf(thrown));
    }
  }
}
