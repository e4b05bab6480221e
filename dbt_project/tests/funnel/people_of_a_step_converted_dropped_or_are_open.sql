{{
    config(
        tags=['audited'],
        meta={
            'audited_as': [
                "whoever entered converted, dropped or is open",
            ]
        }
    )
}}
select * from {{ ref('funnel_conversions') }}
where entered <> converted + dropped + still_open or still_open < 0
