-- Models that weigh every touch have no shares. A milestone can be missing on a path, and a model
-- of such milestones alone would give nothing for the conversion.
select * from {{ ref('attribution_models') }}
where
    weighed_by = 'position'
    and (
        abs(
            first_share + lead_share + opportunity_share + close_share + last_share
            + last_non_direct_share + between_share - 1
        ) > 0.000000001
        or first_share + last_share + last_non_direct_share + between_share = 0
    )
