with

load_fingerprints as (

    {{ fingerprints(['stg_files__touchpoint_versions'], 'load_id') }}

)

select * from load_fingerprints
