with

leads as (

    select * from {{ ref('int_all_leads') }}

),

email_addresses as (

    select * from {{ ref('int_email_addresses') }}

),

lead_suspicions as (

    select * from {{ ref('int_lead_suspicions') }}

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

judged_leads as (

    select
        leads.*,
        lead_suspicions.phone_reason,
        coalesce(
            email_addresses.invalid_reason,
            lead_suspicions.name_reason,
            lead_suspicions.company_reason,
            -- Against an address a made-up number proves nothing: it gets past a required field.
            case when leads.email is null then lead_suspicions.phone_reason end
        ) as invalid_reason

    from leads
    left join email_addresses
        on leads.email = email_addresses.email
    left join lead_suspicions
        on
            leads.source_system = lead_suspicions.source_system
            and leads.lead_id = lead_suspicions.lead_id

),

lead_validity as (

    select
        leads.source_system,
        leads.lead_id,
        leads.invalid_reason,
        {{ safe_divide(
            "case when leads.email is null then 0 else weights.email end"
            " + case when leads.first_name is null then 0 else weights.first_name end"
            " + case when leads.last_name is null then 0 else weights.last_name end"
            " + case when leads.phone is null or leads.phone_reason is not null then 0 else weights.phone end"
            " + case when leads.company is null then 0 else weights.company end"
            " + case when leads.job_title is null then 0 else weights.job_title end"
            " + case when leads.industry is null then 0 else weights.industry end"
            " + case when leads.employee_count is null then 0 else weights.employee_count end"
            " + case when leads.country is null then 0 else weights.country end",
            "weights.total"
        ) }} as completeness

    from judged_leads as leads
    cross join weights

)

select * from lead_validity
