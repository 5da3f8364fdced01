// The configuration of a module, in a form made from its schema. Fields that a file owns are locked.

import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import type { Unit } from '@ribambelle/web/me';
import '@ribambelle/web/notice';
import { Problem, problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/state';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import { configurable, type Managed } from '../parts/module.ts';
import { hasMoved, moved } from '../parts/moved.ts';
import { screenStyles } from '../parts/styles.ts';

type Loaded = { module: Managed; units: Unit[] };

@element('rb-module-config')
export class RbModuleConfig extends Screen {
  static override styles = screenStyles;

  @state() private problem: Problem | undefined;
  @state() private value: unknown;
  @state() private busy = false;
  @state() private saved = '';
  private readonly all = loaded(this, async (signal) => {
    const [{ modules }, units] = await Promise.all([this.api.get<{ modules: Managed[] }>('/modules', { signal }), this.api.all<Unit>('/units', 'units', { signal }).catch(() => [])]);
    const module = modules.find((m) => m.name === this.route.rest[1]);
    if (!module) throw new Problem(404, 'not-found');
    return { module, units };
  });

  protected override titleKey = () => 'modules.configure';

  override render() {
    return html`<div class="page">${this.all.render(({ module, units }: Loaded) => {
      const schema = module.config_schema;
      return html`${head({ title: this.t('modules.config-title', { name: this.pick(module.title) }), lead: this.t('modules.config-lead'), back: { href: this.to('modules'), label: this.t('modules.menu') } })}
        ${this.saved ? html`<rb-notice kind="good" role="status">${this.t('modules.saved', { time: this.saved })}</rb-notice>` : nothing}
        ${moved({ problem: this.problem, busy: this.busy, t: (key) => this.t(key), theirs: () => void this.take(), mine: () => void this.insist() })}
        ${!configurable(module) ? html`<rb-state kind="empty" .heading=${this.t('modules.config-none')}></rb-state>` : html`<rb-form class="card narrow" .schema=${schema} .value=${this.value ?? module.config} .units=${units} .locked=${module.managed ?? []}
          .problem=${hasMoved(this.problem) ? undefined : this.problem} ?busy=${this.busy} @rb-input=${this.typed} @rb-submit=${(e: CustomEvent<{ value: unknown }>) => void this.save(module, e.detail.value)}></rb-form>`}`;
    })}</div>`;
  }

  private typed(event: CustomEvent<{ value: unknown }>): void {
    if (event.target !== event.currentTarget) return;
    this.value = event.detail.value;
    this.saved = '';
    this.emit('rb-dirty', { dirty: true });
  }

  private async save(module: Managed, value: unknown): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      await this.api.put(`/modules/${module.name}/config`, value, module.config_tag ? { etag: module.config_tag } : {});
      this.saved = this.fmt.time(new Date());
      this.emit('rb-dirty', { dirty: false });
      await this.all.reload();
      this.value = undefined;
    } catch (thrown) {
      this.value = value;
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
      window.scrollTo(0, 0);
    }
  }

  // take shows what somebody else saved, in the place of what was typed here.
  private async take(): Promise<void> {
    await this.all.reload();
    this.value = undefined;
    this.problem = undefined;
    this.emit('rb-dirty', { dirty: false });
  }

  // insist saves what was typed here over what somebody else saved.
  private async insist(): Promise<void> {
    const typed = this.value;
    await this.all.reload();
    await this.save(this.all.value!.module, typed);
  }
}
