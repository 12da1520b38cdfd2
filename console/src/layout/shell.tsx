import AppLayoutToolbar from '@cloudscape-design/components/app-layout-toolbar';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import Flashbar from '@cloudscape-design/components/flashbar';
import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import { useEffect, useState } from 'react';
import { Outlet, useHref, useLocation, useNavigate, useNavigation, useParams } from 'react-router';
import type { Caller } from '../../../client/src/generated/schema.ts';
import { Loading } from '../parts/loading.tsx';
import { useRule } from '../rules/use-rule.ts';
import { useCaller } from '../session/caller.ts';
import { signOut } from '../session/session.ts';
import { useWebhook } from '../webhooks/use-webhook.ts';
import { useIsWide } from './is-wide.ts';
import { leavePage, useNotices } from './notices.ts';
import { OfflineNotice } from './offline-notice.tsx';

const titles: Readonly<Record<string, string>> = {
  spaces: 'Spaces',
  webhooks: 'Webhooks',
  new: 'New',
  edit: 'Edit',
  deliveries: 'Deliveries',
  statistics: 'Statistics',
  replays: 'Replays',
  rules: 'Rules',
  executions: 'Executions',
  events: 'Events',
  send: 'Send an event',
  'event-types': 'Event types',
  scorecards: 'Scorecards',
  keys: 'Keys',
};

/** The layout around each page: navigation, breadcrumbs and notices. */
export function Shell() {
  const isWide = useIsWide();
  const [navigationOpen, setNavigationOpen] = useState(isWide);
  // In a narrow window the navigation would cover the page, so it is closed.
  const [wasWide, setWasWide] = useState(isWide);
  if (wasWide !== isWide) {
    setWasWide(isWide);
    setNavigationOpen(isWide);
  }
  const { space } = useParams();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const { state } = useNavigation();
  const notices = useNotices();
  const names = useNames();
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever it changes
  useEffect(leavePage, [pathname]);
  const hrefOf = useHref('/');
  const href = (path: string) => `${hrefOf.replace(/\/$/, '')}${path}`;
  const follow = (event: { preventDefault: () => void; detail: Readonly<{ href: string; external?: boolean }> }) => {
    if (event.detail.external) return;
    event.preventDefault();
    navigate(event.detail.href.replace(/^[^#]*#/, ''));
  };
  return (
    <AppLayoutToolbar
      navigationOpen={navigationOpen}
      onNavigationChange={({ detail }) => setNavigationOpen(detail.open)}
      toolsHide
      ariaLabels={{
        navigation: 'Pages',
        navigationToggle: 'Open navigation',
        navigationClose: 'Close navigation',
        notifications: 'Notices',
      }}
      notifications={
        <>
          <OfflineNotice />
          <Flashbar
            items={notices.map(({ isForNextPage: _, ...notice }) => ({ ...notice, dismissLabel: 'Dismiss' }))}
          />
        </>
      }
      breadcrumbs={
        <BreadcrumbGroup
          items={crumbs(pathname, names).map(({ text, path }) => ({ text, href: href(path) }))}
          onFollow={follow}
          ariaLabel="Breadcrumbs"
        />
      }
      navigation={
        <Navigation
          space={space}
          activeHref={href(pathname)}
          href={href}
          onFollow={(event) => {
            if (event.detail.href === '#sign-out') {
              event.preventDefault();
              signOut();
            } else follow(event);
            if (!isWide) setNavigationOpen(false);
          }}
        />
      }
      content={state === 'loading' ? <Loading /> : <Outlet key={pathname} />}
    />
  );
}

type NavigationProps = Readonly<{
  space: string | undefined;
  activeHref: string;
  href: (path: string) => string;
  onFollow: NonNullable<SideNavigationProps['onFollow']>;
}>;

function Navigation({ space, activeHref, href, onFollow }: NavigationProps) {
  const caller = useCaller();
  const link = (text: string, path: string): SideNavigationProps.Item => ({ type: 'link', text, href: href(path) });
  const inSpace =
    space === undefined ? [] : spacePages(caller).map(([text, path]) => link(text, `/spaces/${space}/${path}`));
  const items: readonly SideNavigationProps.Item[] = [
    ...(caller.role === 'admin' ? [link('Spaces', '/spaces')] : []),
    ...inSpace,
    { type: 'divider' },
    { type: 'link', text: 'API documentation', href: '../docs', external: true },
    { type: 'link', text: 'Sign out', href: '#sign-out' },
  ];
  const active = [...items].reverse().find((item) => item.type === 'link' && activeHref.startsWith(item.href));
  return (
    <SideNavigation
      header={{ text: space === undefined ? 'Posthorn' : `Posthorn · ${space}`, href: href('/') }}
      items={items}
      activeHref={active?.type === 'link' ? active.href : activeHref}
      onFollow={onFollow}
    />
  );
}

/** The pages of a space that the caller may read. */
function spacePages({ role, portalLink }: Caller): readonly (readonly [string, string])[] {
  if (role === 'admin') return [['Keys', 'keys']];
  return [
    ['Webhooks', 'webhooks'],
    ['Rules', 'rules'],
    ['Events', 'events'],
    ['Deliveries', 'deliveries'],
    ['Statistics', 'statistics'],
    ['Event types', 'event-types'],
    ['Scorecards', 'scorecards'],
    ...(role === 'manager' && portalLink !== true ? ([['Keys', 'keys']] as const) : []),
  ];
}

/** The names, by id, of the webhook or rule that the page is about. */
function useNames(): ReadonlyMap<string, string | undefined> {
  const { space = '', webhookId = '', ruleId = '' } = useParams();
  const { data: ofWebhook } = useWebhook({ space, webhookId }, { enabled: webhookId !== '' });
  const { data: ofRule } = useRule({ space, ruleId }, { enabled: ruleId !== '' });
  return new Map([
    [webhookId, ofWebhook?.webhook.name],
    [ruleId, ofRule?.rule.name],
  ]);
}

/** A breadcrumb for each part of the address that is a page. */
function crumbs(
  pathname: string,
  names: ReadonlyMap<string, string | undefined>,
): readonly Readonly<{ text: string; path: string }>[] {
  const parts = pathname.split('/').slice(1);
  return parts.flatMap((part, index) => {
    const path = `/${parts.slice(0, index + 1).join('/')}`;
    const before = parts[index - 1];
    // These have no list page of their own: the page of their webhook or rule lists them.
    if (part === 'spaces' || part === 'replays' || part === 'executions') return [];
    if (part === 'deliveries' && parts[index + 1] !== undefined) return [];
    if (before === 'spaces') return [{ text: part, path: `${path}/webhooks` }];
    return [{ text: titles[part] ?? names.get(part) ?? `${one(before)} ${part.slice(-6)}`, path }];
  });
}

function one(folder: string | undefined): string {
  const title = titles[folder ?? ''] ?? '';
  return title === 'Deliveries' ? 'Delivery' : title.replace(/s$/, '');
}
