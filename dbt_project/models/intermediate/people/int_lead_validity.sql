with

leads as (

    select * from {{ ref('int_all_leads') }}

),

email_addresses as (

    select * from {{ ref('int_email_addresses') }}

),

test_patterns as (

    select * from {{ ref('test_patterns') }}

),

weights as (

    select
        max(case when field = 'email' then weight end) as email,
        max(case when field = 'first_name' then weight end) as first_name,
        max(case when field = 'last_name' then weight end) as last_name,
        max(case when field = 'phone' then weight end) as phone,
        max(case when field = 'company' then weight end) as company,
        max(case when field = 'job_title' then weight end) as job_title,
        max(case when field = 'industry' then weight end) as industry,
        max(case when field = 'employee_count' then weight end) as employee_count,
        max(case when field = 'country' then weight end) as country,
        sum(weight) as total

    from {{ ref('completeness_weights') }}

),

texts as (

    select distinct
        'full_name' as field,
        lower(trim(concat_ws(' ', first_name, last_name))) as typed

    from leads
    union all
    select distinct
        'company' as field,
        lower(trim(company)) as typed

    from leads
    where company is not null

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

lead_validity as (

    select
        leads.source_system,
        leads.lead_id,
        coalesce(
            email_addresses.invalid_reason, suspect_names.reason, suspect_companies.reason
        ) as invalid_reason,
        {{ safe_divide(
            "case when leads.email is null then 0 else weights.email end"
            " + case when leads.first_name is null then 0 else weights.first_name end"
            " + case when leads.last_name is null then 0 else weights.last_name end"
            " + case when leads.phone is null then 0 else weights.phone end"
            " + case when leads.company is null then 0 else weights.company end"
            " + case when leads.job_title is null then 0 else weights.job_title end"
            " + case when leads.industry is null then 0 else weights.industry end"
            " + case when leads.employee_count is null then 0 else weights.employee_count end"
            " + case when leads.country is null then 0 else weights.country end",
            "weights.total"
        ) }} as completeness

    from leads
    cross join weights
    left join email_addresses
        on leads.email = email_addresses.email
    left join suspect_texts as suspect_names
        on
            suspect_names.field = 'full_name'
            and lower(trim(concat_ws(' ', leads.first_name, leads.last_name))) = suspect_names.typed
    left join suspect_texts as suspect_companies
        on
            suspect_companies.field = 'company'
            and lower(trim(leads.company)) = suspect_companies.typed

)

select * from lead_validity
