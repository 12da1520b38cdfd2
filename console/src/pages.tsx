import { createHashRouter, Navigate, RouterProvider } from 'react-router';
import { Shell } from './layout/shell.tsx';
import { LoadFailure } from './parts/load-failure.tsx';
import { useCaller } from './session/caller.ts';
import { ManagersOnly } from './session/managers-only.tsx';

/** The start page: the space of the key, or the list of spaces. */
function Start() {
  const { space } = useCaller();
  return <Navigate to={space === undefined ? '/spaces' : `/spaces/${space}/webhooks`} replace />;
}

/** A hash router, because the files are loaded relative to the page's address, which must not change. */
const router = createHashRouter([
  {
    element: <Shell />,
    children: [
      {
        errorElement: <LoadFailure />,
        children: [
          { path: '/spaces', lazy: () => import('./spaces/spaces-page.tsx') },
          {
            path: '/spaces/:space',
            children: [
              {
                element: <ManagersOnly />,
                children: [
                  { path: 'webhooks/new', lazy: () => import('./webhooks/new-webhook-page.tsx') },
                  { path: 'webhooks/:webhookId/edit', lazy: () => import('./webhooks/edit-webhook-page.tsx') },
                  { path: 'rules/new', lazy: () => import('./rules/new-rule-page.tsx') },
                  { path: 'rules/:ruleId/edit', lazy: () => import('./rules/edit-rule-page.tsx') },
                  { path: 'events/send', lazy: () => import('./events/send-event-page.tsx') },
                ],
              },
              { path: 'webhooks', lazy: () => import('./webhooks/webhooks-page.tsx') },
              { path: 'webhooks/:webhookId', lazy: () => import('./webhooks/webhook-page.tsx') },
              {
                path: 'webhooks/:webhookId/deliveries/:deliveryId',
                lazy: () => import('./deliveries/delivery-page.tsx'),
              },
              { path: 'webhooks/:webhookId/replays/:replayId', lazy: () => import('./replays/replay-page.tsx') },
              { path: 'rules', lazy: () => import('./rules/rules-page.tsx') },
              { path: 'rules/:ruleId', lazy: () => import('./rules/rule-page.tsx') },
              { path: 'rules/:ruleId/executions/:executionId', lazy: () => import('./rules/execution-page.tsx') },
              { path: 'deliveries', lazy: () => import('./deliveries/deliveries-page.tsx') },
              { path: 'statistics', lazy: () => import('./statistics/statistics-page.tsx') },
              { path: 'events', lazy: () => import('./events/events-page.tsx') },
              { path: 'events/:eventId', lazy: () => import('./events/event-page.tsx') },
              { path: 'event-types', lazy: () => import('./event-types/event-types-page.tsx') },
              { path: 'scorecards', lazy: () => import('./scorecards/scorecards-page.tsx') },
              { path: 'keys', lazy: () => import('./keys/keys-page.tsx') },
            ],
          },
          { path: '*', element: <Start /> },
        ],
      },
    ],
  },
]);

export function Pages() {
  return <RouterProvider router={router} />;
}
