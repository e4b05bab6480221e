"""Who is worth calling now."""

from expectations._vocabulary import between, filled, has_rows_if_loaded, key, no_rows, not_after_as_of, one_of, share

EXPECTATIONS = {
    "lead_score.lead_scores": [
        has_rows_if_loaded("leads"),
        *key("person_id"),
        filled("lead_score"),
        between("lead_score", 0, 100),
        one_of("fit_grade", ["A", "B", "C", "D"]),
        between("engagement_band", 1, 3),
        one_of("temperature", ["hot", "warm", "cold"]),
        one_of("qualification", ["unqualified", "mql", "sql"]),
        share("conversion_probability"),
        between("days_since_last_touch", 0, None),
        no_rows(
            "scores are of the moment of as_of",
            "select * from {batch} where scored_at <> (select as_of from core.reporting)",
        ),
        no_rows(
            "the cell is the grade and the band, and whoever is qualified is an MQL or SQL",
            """
            select * from {batch}
            where score_cell <> fit_grade || engagement_band or is_qualified <> (qualification <> 'unqualified')
            """,
        ),
        no_rows(
            "the hotter, the higher the score",
            """
            select 1 from {batch}
            having max(lead_score) filter (temperature = 'cold') >= min(lead_score) filter (temperature <> 'cold')
                or max(lead_score) filter (temperature <> 'hot') >= min(lead_score) filter (temperature = 'hot')
            """,
        ),
        no_rows(
            "where there is no probability, a note says why",
            "select * from {batch} where conversion_probability is null and probability_note is null",
        ),
    ],
    "lead_score.lead_score_ledger": [
        *key("person_id", "rule_id", "event_on"),
        not_after_as_of("event_on"),
        filled("counted_points"),
    ],
    "lead_score.lead_score_history": [
        *key("person_id", "score_on"),
        not_after_as_of("score_on"),
        filled("lead_score"),
        between("lead_score", 0, 100),
    ],
    "lead_score.score_performance": [
        *key("score_kind", "rule_set", "band_kind", "band"),
        one_of("score_kind", ["rules", "probability", "challenger"]),
        one_of("band_kind", ["all", "decile", "temperature"]),
        between("people", 0, None),
        share("conversion_rate"),
        share("auc"),
        share("brier"),
        share("precision_at_top_decile"),
        no_rows("no more convert than there are", "select * from {batch} where conversions > people"),
        no_rows(
            "a rate lies within its interval",
            "select * from {batch} where conversion_rate not between rate_low - 0.000001 and rate_high + 0.000001",
        ),
        no_rows(
            "the bands of a kind hold everybody once",
            """
            select score_kind, rule_set from {batch}
            group by score_kind, rule_set
            having sum(people) filter (band_kind = 'decile') <> sum(people) filter (band_kind = 'all')
                or sum(conversions) filter (band_kind = 'decile') <> sum(conversions) filter (band_kind = 'all')
                or sum(people) filter (band_kind = 'temperature') <> sum(people) filter (band_kind = 'all')
            """,
        ),
        no_rows("no score knows the outcome", "select * from {batch} where auc > auc_limit"),
        no_rows(
            "where there is no AUC, a note says why",
            "select * from {batch} where auc is null and note is null",
        ),
    ],
    "lead_score.product_interest": [
        *key("person_id", "product_line"),
        between("points", 0, None),
        share("share"),
        no_rows(
            "shares of a person are the whole of their interest",
            "select person_id from {batch} group by person_id having abs(sum(share) - 1) > 0.000001",
        ),
    ],
    "lead_score.account_scores": [
        *key("account_id"),
        filled("account_score"),
        between("account_score", 0, 100),
        share("buying_group_coverage"),
        one_of("temperature", ["hot", "warm", "cold"]),
        no_rows("no more are engaged than there are", "select * from {batch} where engaged_people > people_count"),
    ],
    "lead_score.scoring_rule_review": [
        *key("rule_id"),
        filled("suggested_points"),
        share("conversion_rate_with"),
        share("conversion_rate_without"),
        one_of("verdict", ["keep", "raise", "lower", "drop", "too little data"]),
        no_rows(
            "the verdict says what the suggested points do",
            """
            select rule_id from {batch}
            where coalesce(
                case verdict
                    when 'raise' then suggested_points > current_points
                    when 'lower' then suggested_points < current_points
                    when 'drop' then suggested_points = 0
                    else suggested_points = current_points
                end, false
            ) = false
            """,
        ),
        no_rows(
            "estimates lie within their intervals",
            """
            select rule_id from {batch}
            where conversion_rate_with not between rate_with_low - 1e-9 and rate_with_high + 1e-9
                or conversion_rate_without not between rate_without_low - 1e-9 and rate_without_high + 1e-9
                or lift not between lift_low - 1e-9 and lift_high + 1e-9
            """,
        ),
        no_rows(
            "with a rule and without it are all examples, the same for each rule",
            """
            select 1 from {batch}
            having count(distinct examples_with + examples_without) > 1
                or count(distinct conversions_with + conversions_without) > 1
            """,
        ),
    ],
    "lead_score.threshold_review": [
        *key("rule_set", "threshold"),
        share("precision"),
        share("recall"),
        one_of("verdict", ["suggested", "not suggested", "too little data"]),
        no_rows(
            "a rule set has one threshold in use, and at most one that is suggested",
            """
            select rule_set from {batch} group by rule_set
            having count(*) filter (is_current) <> 1 or count(*) filter (is_suggested) > 1
            """,
        ),
        no_rows(
            "the higher the threshold, the fewer cross it",
            """
            select rule_set from {batch}
            qualify crossings > lag(crossings) over (partition by rule_set order by threshold)
            """,
        ),
    ],
    "lead_score.rule_set_comparison": [
        *key("person_id"),
        between("lead_score", 0, 100),
        between("other_lead_score", 0, 100),
        one_of("mql_move", ["stays over", "falls under", "rises over", "stays under"]),
        one_of("hot_move", ["stays over", "falls under", "rises over", "stays under"]),
        no_rows(
            "whoever has a score is compared, or nobody is",
            """
            select person_id from lead_score.lead_scores as scores full join {batch} as compared using (person_id)
            where scores.lead_score is distinct from compared.lead_score and exists (select 1 from {batch})
            """,
        ),
        no_rows(
            "whoever moves passes the MQL threshold of one rule set and not that of the other",
            """
            select person_id from {batch} as compared
            inner join lead_score.threshold_review as review on compared.rule_set = review.rule_set
            inner join lead_score.threshold_review as other on compared.other_rule_set = other.rule_set
            where review.is_current and other.is_current and mql_move <> case
                when lead_score >= review.threshold and other_lead_score >= other.threshold then 'stays over'
                when lead_score >= review.threshold then 'falls under'
                when other_lead_score >= other.threshold then 'rises over'
                else 'stays under'
            end
            """,
        ),
    ],
}
