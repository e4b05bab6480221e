with

leads as (

    select * from {{ ref('int_all_leads') }}

),

lead_phones as (

    select * from {{ ref('int_lead_phones') }}

),

test_patterns as (

    select * from {{ ref('test_patterns') }}

),

lead_texts as (

    select
        source_system,
        lead_id,
        'full_name' as field,
        {{ normalised_name("concat_ws(' ', first_name, last_name)") }} as typed

    from leads
    union all
    select
        source_system,
        lead_id,
        'company' as field,
        {{ normalised_name('company') }} as typed

    from leads
    union all
    select
        source_system,
        lead_id,
        'phone' as field,
        phone_digits as typed

    from lead_phones

),

texts as (

    select distinct
        field,
        typed

    from lead_texts

),

suspect_texts as (

    select
        texts.field,
        texts.typed,
        min(test_patterns.reason) as reason

    from texts
    inner join test_patterns
        on texts.field = test_patterns.field and texts.typed like test_patterns.pattern
    group by texts.field, texts.typed

),

lead_suspicions as (

    select
        lead_texts.source_system,
        lead_texts.lead_id,
        max(case when lead_texts.field = 'full_name' then suspect_texts.reason end) as name_reason,
        max(case when lead_texts.field = 'company' then suspect_texts.reason end)
            as company_reason,
        max(case when lead_texts.field = 'phone' then suspect_texts.reason end) as phone_reason

    from lead_texts
    inner join suspect_texts
        on lead_texts.field = suspect_texts.field and lead_texts.typed = suspect_texts.typed
    group by lead_texts.source_system, lead_texts.lead_id

)

select * from lead_suspicions
