//! `crm import` (validated, upserted, undoable) against a bare COPY of the same file into a plain table.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Result;
use futures_util::SinkExt;

use crate::backend::Backend;
use crate::report::{Row, Subject};
use crate::stack::Stack;

const CHUNK: u64 = 10_000;

pub(crate) async fn run(stack: &Stack, size: u64) -> Result<Vec<Row>> {
    let folder = std::env::temp_dir().join(format!("crm-bench-import-{size}"));
    std::fs::create_dir_all(&folder)?;
    let file = write_leads(&folder, size)?;
    let peer = bare_copy(stack, &file).await?;
    let start = Instant::now();
    let mapping = Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings/leads.toml");
    let (org, mapping) = (format!("bench-import-{size}"), mapping.to_string_lossy().into_owned());
    stack
        .crm(&["import", "--org", &org, "--create-org", "--mapping", &mapping, &folder.to_string_lossy()])
        .await?;
    let ours = start.elapsed().as_secs_f64();
    std::fs::remove_dir_all(&folder)?;
    let subject = Subject {
        capability: "import",
        case: "leads with 8 columns".to_owned(),
        size,
        peer_name: "COPY into a plain table",
        aim: None,
    };
    Ok(vec![subject.rates("rows/s", size as f64 / ours, size as f64 / peer, 1)])
}

fn write_leads(folder: &Path, size: u64) -> Result<PathBuf> {
    let mut text = String::from("id,first_name,last_name,email,company,job_title,employees,country\n");
    for number in 0..size {
        writeln!(
            text,
            "L{number},First{},Last{number},person{number}@company{}.example,Company {},Head of Sales,{},US",
            number % 1_000,
            number % 5_000,
            number % 5_000,
            number % 3_000
        )?;
    }
    let path = folder.join("leads.csv");
    std::fs::write(&path, text)?;
    Ok(path)
}

async fn bare_copy(stack: &Stack, file: &Path) -> Result<f64> {
    let admin = Backend::connect(&stack.database_url).await?;
    admin.client.batch_execute(include_str!("../../sql/import.sql")).await?;
    let text = std::fs::read(file)?;
    let start = Instant::now();
    let sink = admin.client.copy_in("copy bench.plain_leads from stdin (format csv, header)").await?;
    let mut sink = std::pin::pin!(sink);
    for chunk in text.chunks(usize::try_from(CHUNK * 64)?) {
        sink.send(hyper::body::Bytes::copy_from_slice(chunk)).await?;
    }
    sink.close().await?;
    Ok(start.elapsed().as_secs_f64())
}
