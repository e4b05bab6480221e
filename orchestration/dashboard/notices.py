"""What of all this is worth a look first: sentences of the overview, each with the section that says more.

They are of the whole build, whatever the reader picks. Nothing to say, no sentence.
"""

from orchestration.dashboard.figures import Notice
from orchestration.dashboard.filters import ALL, FIRST_MODEL
from orchestration.dashboard.marts import Marts

# Each gives one row with the numbers of its sentence, or none.
QUESTIONS = {
    ("hot_leads", "lead_score"): """
        select count(*) as people, count(*) filter (where sla_hours_left < 0) as late
        from lifecycle.hot_leads
        having count(*) > 0
    """,
    ("rules", "lead_score"): """
        select count(*) as rules from lead_score.scoring_rule_review
        where verdict in ('raise', 'lower', 'drop')
        having count(*) > 0
    """,
    ("bottleneck", "funnel"): f"""
        select
            step, month, conversion_rate as rate, norm_rate, people_lost as people
        from funnel.funnel_bottlenecks
        where funnel = 'lifecycle' and channel = '{ALL}' and is_bottleneck
        order by month desc, people_lost desc
        limit 1
    """,
    ("loss", "channel_roi"): f"""
        select channel, spend, roi from channel_roi.channel_returns
        where month = '{ALL}' and attribution_model = '{FIRST_MODEL}' and roi < 0
        order by roi * spend
        limit 1
    """,
    ("forecast", "forecast"): f"""
        select forecasts, error_share as error, verdict from forecast.forecast_accuracy
        where segment = '{ALL}' and months_ahead = '{ALL}' and verdict in ('too high', 'too low')
    """,
    ("late_tables", "data_quality"): """
        select count(*) as tables from data_quality.freshness where not is_fresh having count(*) > 0
    """,
    ("quarantine", "data_quality"): """
        select sum(row_count) as rows, max(age_days) as days from data_quality.quarantined_rows having count(*) > 0
    """,
    ("unmapped", "data_quality"): """
        select count(*) as values from data_quality.unmapped_values having count(*) > 0
    """,
}


def notices(marts: Marts) -> list[Notice]:
    return [Notice(key, section, row) for (key, section), question in QUESTIONS.items() for row in marts.rows(question)]
