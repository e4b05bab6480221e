with

leads as (

    select * from {{ ref('int_all_leads') }}
    where phone is not null

),

country_names as (

    select * from {{ ref('country_names') }}

),

calling_codes as (

    select * from {{ ref('calling_codes') }}

),

-- What follows an `x`, as in `ext. 12`, is dialled later.
typed_phones as (

    select
        leads.source_system,
        leads.lead_id,
        calling_codes.calling_code,
        coalesce(calling_codes.trunk_prefix, '') as trunk_prefix,
        {{ replace_all('lower(' ~ half_width('leads.phone') ~ ')', '[x#;].*$', '') }} as typed

    from leads
    left join country_names
        on lower(trim(leads.country)) = country_names.spelling
    left join calling_codes
        on country_names.country_code = calling_codes.country_code

),

phones as (

    select
        *,
        {{ phone_digits('typed') }} as phone_digits

    from typed_phones

),

numbered_phones as (

    select
        source_system,
        lead_id,
        phone_digits,
        case
            -- `+49 (0)30 …`: the bracketed 0 is dialled at home only.
            when typed like '%+%(0)%'
                then {{ phone_digits("replace(typed, '(0)', '')") }}
            when typed like '%+%' then phone_digits
            when phone_digits like '00%' then substr(phone_digits, length('00') + 1)
            when phone_digits like trunk_prefix || '%'
                then calling_code || substr(phone_digits, length(trunk_prefix) + 1)
            else calling_code || phone_digits
        end as full_number

    from phones

),

-- E.164 allows fifteen digits; fewer than eight are an extension or a slip.
lead_phones as (

    select
        source_system,
        lead_id,
        phone_digits,
        nullif(regexp_extract(full_number, '^[1-9][0-9]{7,14}$', 0), '') as phone_number

    from numbered_phones

)

select * from lead_phones
