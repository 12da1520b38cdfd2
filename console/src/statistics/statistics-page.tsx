import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import { posthorn } from '../api/posthorn.ts';
import { useParam } from '../layout/use-param.ts';
import { StatisticsCharts } from './statistics-charts.tsx';

/** The statistics of all webhooks of a space together. */
export function Component() {
  const space = useParam('space');
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description="All webhooks of the space. Attempts are counted at most two minutes after they are made."
        >
          Statistics
        </Header>
      }
    >
      <StatisticsCharts
        queryKey={[space]}
        read={(query) => posthorn.GET('/v1/spaces/{space}/statistics', { params: { path: { space }, query } })}
      />
    </ContentLayout>
  );
}
