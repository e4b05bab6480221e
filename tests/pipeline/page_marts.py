"""A small marts file, made by hand, that fills every part of the page. Its tables are those of the contracts."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import yaml

AS_OF = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
EVIL = '<img src=x onerror="alert(1)"></script><script>alert(2)</script>'
MARTS = Path(__file__).parents[2] / "dbt_project" / "models" / "marts"

ROWS = """
    insert into core.reporting by name
    select
        timestamp '2026-03-01 12:30:00' as as_of, date '2026-03-01' as as_of_on, 'UTC' as time_zone, 'EUR' as currency;

    -- 60 by e-mail and 40 by paid search; 70 of small companies and 30 of large ones.
    insert into core.people by name
    select
        'person-' || n as person_id,
        case when n < 50 then 'lead' when n < 80 then 'mql' when n < 95 then 'customer' else 'lost' end
            as lifecycle_stage,
        if(n < 60, 'email', 'paid_search') as first_touch_channel,
        if(n < 70, 'small', 'large') as segment
    from range(100) as numbers(n);

    -- 10 leads in each of three months, 20 in each of the three after; half qualify, and a tenth of all buy.
    -- All came by e-mail, but those of the last month by paid search.
    insert into funnel.funnel_conversions by name
    with cohorts as (
        select
            cast(date '2025-09-01' + to_months(cast(n as int)) as date) as cohort_month,
            if(n < 3, 10, 20) as leads, n < 3 as is_ripe, if(n < 5, 'email', 'paid_search') as came_by
        from range(6) as numbers(n)
    )
    select
        'lifecycle' as funnel, cohort_month, channel, segment, step_number, step, 1 as dropped, 2 as still_open,
        [leads, leads // 2, leads // 10][step_number] as entered,
        [leads // 2, leads // 10, null][step_number] as converted,
        if(is_ripe, converted, null) as converted_90d,
        is_ripe as is_mature_90d
    from cohorts
    cross join (values (1, 'lead'), (2, 'mql'), (3, 'customer')) as steps(step_number, step)
    cross join (values ('(all)'), ('email'), ('paid_search')) as channels(channel)
    cross join (values ('(all)'), ('small')) as segments(segment)
    where channel in ('(all)', came_by);
    insert into funnel.funnel_conversions by name
    select
        'buyer_journey' as funnel, date '2026-01-01' as cohort_month, '(all)' as channel, '(all)' as segment,
        1 as step_number, 'awareness' as step, 90 as entered, 30 as converted, false as is_mature_90d;

    -- A rate of a half against a norm of six tenths; the change is mix and rate, in two months that add up.
    insert into funnel.funnel_bottlenecks by name
    select
        'lifecycle' as funnel, date '2026-01-01' as month, '(all)' as channel, 1 as step_number, 'lead' as step,
        20 as entered, 0.5 as conversion_rate, 0.6 as norm_rate, -2.5 as z, true as is_bottleneck, 2 as people_lost,
        100 as value_lost;
    insert into funnel.funnel_changes by name
    select
        'lifecycle' as funnel, month, '(all)' as channel, 1 as step_number, 'lead' as step, 20 as entered,
        0.02 as mix_effect, 0.05 as rate_effect, 0.07 as change
    from (values (date '2025-12-01'), (date '2026-01-01')) as months(month);

    insert into lifecycle.lifecycle_intervals by name
    select
        'person-' || n as person_id, 'lead' as stage, timestamp '2026-01-01' as entered_at,
        timestamp '2026-01-05' as exited_at, n as days_in_stage, false as is_inferred
    from range(1, 10) as numbers(n);
    insert into lifecycle.lifecycle_intervals (person_id, stage, exited_at, days_in_stage, is_inferred) values
        ('person-1', 'mql', null, 50, false), ('person-2', 'sql', timestamp '2026-01-05', 0, true);
    insert into lifecycle.lifecycle_transitions by name
    select
        'person-' || n as person_id, 'lead' as from_stage, if(n < 8, 'mql', 'lost') as to_stage,
        timestamp '2026-01-05' as transitioned_at, if(n < 8, 'forward', 'detour') as direction
    from range(10) as numbers(n);
    insert into lifecycle.hot_leads by name
    select
        'person-' || n as person_id, 10 as waiting_hours, 2 - n as sla_hours_left, 0.1 as conversion_probability,
        1000 as expected_value, 'Call' as suggested_action
    from range(5) as numbers(n);

    insert into lead_score.lead_scores by name
    select
        'person-' || n as person_id, n + 1 as lead_score, ['A', 'B', 'C', 'D'][n % 4 + 1] as fit_grade,
        n % 3 + 1 as engagement_band, case when n > 70 then 'hot' when n > 30 then 'warm' else 'cold' end as temperature
    from range(100) as numbers(n);
    insert into lead_score.score_performance by name
    select
        kind as score_kind, 'b2b' as rule_set, band_kind, band, 50 as people, 10 as conversions,
        8 as expected_conversions, 0.2 as conversion_rate, 0.11 as rate_low, 0.33 as rate_high, 2 as lift
    from (
        values
        ('rules', 'all', '(all)'), ('rules', 'temperature', 'hot'), ('rules', 'decile', '1'),
        ('probability', 'decile', '1')
    ) as bands(kind, band_kind, band);
    insert into lead_score.scoring_rule_review by name
    select
        'b2b' as rule_set, 'demo' as rule_id, 'behavior' as rule_kind, 'Asked for a demo' as label, 40 as people_with,
        60 as people_without, 0.2 as conversion_rate_with, 0.1 as conversion_rate_without, 2 as lift, 1.5 as lift_low,
        3 as lift_high, 20 as current_points, 30 as suggested_points, 'raise' as verdict;
    insert into lead_score.threshold_review by name
    select
        'b2b' as rule_set, threshold, threshold = 50 as is_current, 12.5 as mqls_per_month, 40 as crossings,
        8 as conversions, 0.2 as precision, 0.6 as recall, 'not suggested' as verdict
    from (values (40), (50)) as thresholds(threshold);

    -- Of each month's 100 of spend, paid search has all. What email brings under the last touch, linear shares with it.
    insert into channel_roi.attributed_results by name
    select
        month, channel, attribution_model, '(none)' as campaign_id, 0 as spend_without_rate, spend, leads, mqls,
        mqls as opportunities, customers, revenue, margin, margin as customer_value, 2 * margin as lifetime_value,
        customers as customer_months
    from (values ('2025-09'), ('2025-10'), ('2025-11'), ('2025-12'), ('2026-01'), ('2026-02')) as months(month)
    cross join (
        values
        ('email', 'linear', 0, 6, 3, 1.5, 750, 450), ('paid_search', 'linear', 100, 4, 2, 0.5, 250, 150),
        ('email', 'last_touch', 0, 8, 4, 2, 1000, 600), ('paid_search', 'last_touch', 100, 2, 1, 0, 0, 0)
    ) as results(channel, attribution_model, spend, leads, mqls, customers, revenue, margin);
    insert into channel_roi.attributed_results by name
    select
        '2026-02' as month, 'direct' as channel, 'linear' as attribution_model, '(none)' as campaign_id, 0 as spend,
        0 as spend_without_rate, 10 as leads, 1 as mqls, 1 as opportunities, 1 as customers, 234.56 as revenue,
        34.56 as margin, 34.56 as customer_value, 69.12 as lifetime_value, 1 as customer_months;
    insert into channel_roi.attributed_results by name
    select
        '2025-08' as month, 'display' as channel, 'linear' as attribution_model, '(none)' as campaign_id, 50 as spend,
        1 as spend_without_rate, 2 as leads, 1 as mqls, 1 as opportunities, 1 as customers, 10 as revenue, 5 as margin;
    insert into channel_roi.channel_returns by name
    select
        '(all)' as month, unnest(['email', 'paid_search', 'display']) as channel, 'linear' as attribution_model,
        600 as spend, unnest([null, -0.5, -0.4]) as roi;
    insert into channel_roi.campaign_returns by name
    select
        unnest(['(all)', '2026-02']) as month, campaign_id, campaign_name, 'linear' as attribution_model,
        0 as spend_without_rate, spend, 10 as leads, 5 as customers, revenue, margin
    from (values ('c1', 'Spring', 100, 1500, 900), ('c2', $evil, 400, 500, 300))
        as campaigns(campaign_id, campaign_name, spend, revenue, margin);

    insert into clv.clv_by_group by name
    select 'channel' as group_kind, *
    from (values ('email', 10, 4, 120.5, 60.0, 40, 80), ('direct', 5, 1, 80, null, null, null)) as groups(
        group_value, customers, repeat_customers, historical_clv, predicted_clv, predicted_clv_low, predicted_clv_high
    );
    -- January's customers have had two months, February's one.
    insert into clv.clv_curves (group_kind, group_value, month_number, customers, cumulative_margin) values
        ('cohort_month', '2025-01', 0, 10, 100), ('cohort_month', '2025-01', 1, 10, 150),
        ('cohort_month', '2025-02', 0, 30, 500), ('(all)', '(all)', 0, 40, 600);
    insert into clv.customer_segments by name
    select
        'champions' as rfm_segment, unnest(['(all)', 'small']) as segment, 1 as priority, 15 as customers,
        1 as customer_share, 2000 as revenue, 1 as revenue_share, 100 as historical_clv, 50 as predicted_clv;
    insert into clv.customer_values by name
    select
        'person-' || n as customer_id, n / 10 as probability_alive, 120 * n as historical_clv, 50 as predicted_clv,
        'email' as acquisition_channel, 'small' as segment
    from range(11) as numbers(n);

    insert into forecast.pipeline_forecasts by name
    select
        close_month, close_month >= date '2026-03-01' as is_current, unnest(['(all)', 'small']) as segment,
        1 as months_ahead, 4 as open_deals, 4000 as open_amount, 2000 as weighted_amount, 1000 as forecast_amount,
        500 as forecast_low, 1500 as forecast_high, if(is_current, null, 800) as actual
    from (values (date '2026-01-01'), (date '2026-04-01')) as months(close_month);
    insert into forecast.forecast_accuracy by name
    select
        '(all)' as segment, unnest(['(all)', '1']) as months_ahead, 5 as forecasts, 1000 as forecast_amount,
        800 as actual, 0.25 as error_share, 0.25 as absolute_error_share, 0.8 as share_inside, 'too high' as verdict;
    insert into nurture.nurture_effects by name
    select
        'Letter' as campaign_name, 'lead' as stage, 100 as matched, 200 as controls, 0.3 as treated_rate,
        0.2 as control_rate, 0.1 as difference, 0.05 as difference_low, 0.15 as difference_high,
        'more advanced' as verdict;
    insert into nurture.next_actions by name
    select 'person-' || n as person_id, 'Send the guide' as action, true as needs_consent from range(10) as numbers(n);

    insert into data_quality.load_report by name
    select
        'crm' as source_system, 'files.leads' as table_name, timestamp '2026-03-01' as loaded_at, 100 as rows_read,
        90 as rows_loaded, 5 as rows_duplicate, 2 as rows_excluded, 3 as rows_quarantined;
    insert into data_quality.quarantined_rows by name
    select
        'files.leads' as table_name, 'created_at' as column_name, 'DATE_FORMAT' as reason, 3 as row_count,
        4 as age_days;
    insert into data_quality.freshness by name
    select
        'files.leads' as table_name, 'crm' as source_system, 90 as row_count, timestamp '2026-02-01' as last_event_at,
        696 as event_age_hours, 168 as max_event_age_hours, timestamp '2026-03-01' as last_loaded_at, false as is_fresh;
    insert into data_quality.unmapped_values by name
    select
        'lead_status' as field, 'crm' as source_system, 'Parked' as value, 7 as seen_count,
        timestamp '2026-02-01' as last_seen_at;
"""


def make_marts(path: Path, rows: str = ROWS) -> Path:
    """Every mart with the columns of its contract, so that the page can read no other; empty where `rows` has none."""
    with duckdb.connect(path) as connection:
        for contract in sorted(MARTS.glob("*/*.yml")):
            connection.execute(f"create schema if not exists {contract.parent.name}")
            for model in yaml.safe_load(contract.read_text(encoding="utf-8"))["models"]:
                columns = ", ".join(f"{column['name']} {column['data_type']}" for column in model["columns"])
                connection.execute(f"create table {contract.parent.name}.{model['name']} ({columns})")
        connection.execute(rows.replace("$evil", f"'{EVIL}'"))
    return path
