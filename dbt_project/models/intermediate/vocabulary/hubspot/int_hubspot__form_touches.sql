with

form_submissions as (

    select * from {{ ref('stg_hubspot__contact_form_submission') }}

),

forms as (

    select * from {{ ref('stg_hubspot__form') }}

),

types as (

    select * from {{ ref('touchpoint_type_map') }}
    where source = 'hubspot' and field = 'form_name'

),

-- A form is a form; the seed names those that ask for more, such as a demo.
form_touches as (

    select
        form_submissions.source_system,
        form_submissions.conversion_id as touchpoint_id,
        form_submissions.contact_id as lead_id,
        cast(null as string) as email,
        coalesce(types.touchpoint_type, 'form_submit') as touchpoint_type,
        form_submissions.page_url as url,
        cast(null as string) as referrer,
        cast(null as string) as campaign_id,
        coalesce(forms.name, form_submissions.title) as content,
        cast(null as string) as user_agent,
        form_submissions.submitted_at as occurred_at,
        cast(null as boolean) as is_machine

    from form_submissions
    left join forms
        on
            form_submissions.source_system = forms.source_system
            and form_submissions.form_id = forms.form_id
    left join types
        on lower(trim(coalesce(forms.name, form_submissions.title))) = types.value

)

select * from form_touches
