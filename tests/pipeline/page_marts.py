"""A small marts file, made by hand, that fills every part of the page."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb

AS_OF = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
EVIL = '<img src=x onerror="alert(1)"></script><script>alert(2)</script>'

# The columns that the page reads.
TABLES = """
    create schema core;
    create schema funnel;
    create schema lifecycle;
    create schema lead_score;
    create schema channel_roi;
    create schema clv;
    create table core.people (person_id text, lifecycle_stage text, is_valid boolean);
    create table funnel.funnel_conversions (
        funnel text, cohort_month date, channel text, segment text,
        step_number int, step text, entered int, converted int
    );
    create table lifecycle.lifecycle_intervals (
        person_id text, stage text, entered_at timestamp, exited_at timestamp, days_in_stage double, is_inferred boolean
    );
    create table lead_score.lead_scores (
        person_id text, lead_score decimal(18, 9), fit_grade text, engagement_band int, temperature text
    );
    create table channel_roi.channel_returns (
        month text, channel text, attribution_model text, spend decimal(18, 2), leads double, customers double,
        revenue decimal(18, 2), margin decimal(18, 2), cpl double, cac double, roas double, roi double, ratio_note text
    );
    create table channel_roi.campaign_returns (
        month text, campaign_id text, campaign_name text, attribution_model text,
        spend decimal(18, 2), customers double, revenue decimal(18, 2), margin decimal(18, 2), roi double
    );
    create table clv.clv_by_group (
        group_kind text, group_value text, customers int, historical_clv double, repeat_purchase_rate double
    );
    create table clv.clv_curves (
        group_kind text, group_value text, month_number int, customers int, cumulative_margin decimal(18, 2)
    );
"""

# 100 people over ten stages and scores; 70 leads of one month and 30 of the next; two channels; two models.
ROWS = """
    insert into core.people
    select
        'person-' || n,
        case when n < 50 then 'lead' when n < 80 then 'mql' when n < 95 then 'customer' else 'lost' end,
        n <> 7
    from range(100) as numbers(n);

    insert into funnel.funnel_conversions
    select funnel, cohort_month, channel, '(all)', step_number, step, entered, converted
    from (values
        ('lifecycle', date '2026-01-01', '(all)', 1, 'lead', 70, 40),
        ('lifecycle', date '2026-01-01', '(all)', 2, 'mql', 40, 10),
        ('lifecycle', date '2026-01-01', '(all)', 3, 'customer', 10, null),
        ('lifecycle', date '2026-02-01', '(all)', 1, 'lead', 30, 10),
        ('lifecycle', date '2026-02-01', '(all)', 2, 'mql', 10, 5),
        ('lifecycle', date '2026-02-01', '(all)', 3, 'customer', 5, null),
        ('lifecycle', date '2026-01-01', 'email', 1, 'lead', 60, 40),
        ('lifecycle', date '2026-01-01', 'email', 3, 'customer', 15, null),
        ('lifecycle', date '2026-01-01', 'paid_search', 1, 'lead', 40, 10),
        ('buyer_journey', date '2026-01-01', '(all)', 1, 'awareness', 90, 30),
        ('buyer_journey', date '2026-01-01', '(all)', 2, 'purchase', 30, null)
    ) as steps(funnel, cohort_month, channel, step_number, step, entered, converted);

    insert into lifecycle.lifecycle_intervals
    select 'person-' || n, 'lead', timestamp '2026-01-01', timestamp '2026-01-05', n, false
    from range(1, 10) as numbers(n);
    insert into lifecycle.lifecycle_intervals values
        ('person-1', 'mql', timestamp '2026-01-05', null, 50, false),
        ('person-2', 'sql', timestamp '2026-01-05', timestamp '2026-01-05', 0, true);

    insert into lead_score.lead_scores
    select
        'person-' || n, n, ['A', 'B', 'C', 'D'][n % 4 + 1], n % 3 + 1,
        case when n > 70 then 'hot' when n > 30 then 'warm' else 'cold' end
    from range(101) as numbers(n);

    insert into channel_roi.channel_returns values
        ('(all)', 'email', 'linear', 100, 60, 10.5, 1500, 900, 1.67, 9.5, 15, 8, null),
        ('(all)', 'paid_search', 'linear', 400, 40, 4.5, 500, 300, 10, 88.9, 1.25, -0.25, null),
        ('(all)', 'direct', 'linear', 0, 0, 0, 234.56, 34.56, null, null, null, null, 'no spend'),
        ('(all)', 'email', 'last_touch', 100, 60, 15, 2234.56, 1234.56, 1.67, 6.7, 22.3, 11.3, null),
        ('(all)', 'paid_search', 'last_touch', 400, 40, 0, 0, 0, 10, null, 0, -1, null),
        ('2026-01', 'email', 'linear', 100, 60, 10.5, 1500, 900, 1.67, 9.5, 15, 8, null),
        ('2026-03', 'direct', 'linear', 0, 0, 0, 234.56, 34.56, null, null, null, null, 'no spend');

    insert into channel_roi.campaign_returns values
        ('(all)', 'c1', 'Spring', 'linear', 100, 10, 1500, 900, 8),
        ('(all)', 'c2', $evil, 'linear', 400, 5, 500, 300, -0.25);

    insert into clv.clv_by_group values
        ('channel', 'email', 10, 120.5, 0.4), ('channel', 'direct', 5, 80, 0.2), ('segment', 'small', 15, 107, 0.33);

    -- January's customers have had two months, February's one.
    insert into clv.clv_curves values
        ('cohort_month', '2025-01', 0, 10, 100), ('cohort_month', '2025-01', 1, 10, 150),
        ('cohort_month', '2025-02', 0, 30, 500), ('(all)', '(all)', 0, 40, 600);
"""


def make_marts(path: Path) -> Path:
    with duckdb.connect(path) as connection:
        connection.execute(TABLES)
        connection.execute(ROWS.replace("$evil", f"'{EVIL}'"))
    return path
