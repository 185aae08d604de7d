//! The applications: the very same files for every system.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};
use tempfile::TempDir;

use crate::peers::{Server, free_port};

/// What the page says until an edit.
pub(crate) const HELLO: &str = "Hello, world!";
/// The file that is edited.
pub(crate) const VIEWS: &str = "stock/views.py";
/// The project's own page goes below its address, so that what `startproject` wrote stays as it is.
const URLS: &str = "\nfrom stock import views\nurlpatterns.append(path('hello/', views.hello))\n";

const FLASK: &str = "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get('/hello/')\ndef hello():\n    \
                     return 'Hello, world!'\n";

/// The smallest thing that answers.
const TINY: &str = "def app(environ, start_response):\n    start_response('200 OK', [('Content-Type', \
                    'text/plain')])\n    return [b'Hello, world!']\n";

/// The text of the view that is edited.
pub(crate) fn views(text: &str) -> String {
    format!(
        "from django.http import HttpResponse\n\n\ndef hello(request):\n    return HttpResponse({text:?})\n"
    )
}

/// A project on the disk.
pub(crate) struct Project {
    directory: TempDir,
    python: PathBuf,
    framework: &'static str,
    app: &'static str,
}

impl Project {
    /// What `django-admin startproject` writes, with one view.
    pub(crate) fn django(python: &Path) -> Result<Self> {
        let directory = TempDir::new()?;
        let made = Command::new(python)
            .args(["-m", "django", "startproject", "stock"])
            .arg(directory.path())
            .status()?;
        if !made.success() {
            bail!("django-admin startproject failed");
        }
        fs::write(directory.path().join(VIEWS), views(HELLO))?;
        let urls = directory.path().join("stock/urls.py");
        fs::write(&urls, fs::read_to_string(&urls)? + URLS)?;
        Ok(Self { directory, python: python.to_owned(), framework: "django", app: "stock.wsgi:application" })
    }

    /// One route of Flask.
    pub(crate) fn flask() -> Result<Self> {
        Self::of("flask", FLASK)
    }

    /// A bare WSGI application.
    pub(crate) fn tiny() -> Result<Self> {
        Self::of("wsgi", TINY)
    }

    fn of(framework: &'static str, text: &str) -> Result<Self> {
        let directory = TempDir::new()?;
        fs::write(directory.path().join("app.py"), text)?;
        Ok(Self { directory, python: PathBuf::new(), framework, app: "app:app" })
    }

    /// Where a file of it is.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.directory.path().join(file)
    }

    /// The project as a package; `isolation` is what the manifest says of it.
    pub(crate) fn package(&self, name: &str, isolation: &str) -> Result<Vec<u8>> {
        Ok(mspf_package::write_package(self.files(name, isolation)?)?)
    }

    /// The project's files, a manifest among them.
    pub(crate) fn files(&self, name: &str, isolation: &str) -> Result<Vec<(String, Vec<u8>)>> {
        let manifest = format!(
            "manifest_version = 1\n[plugin]\nname = \"{name}\"\nversion = \"1.0.0\"\n[runtime]\nkind = \"python\"\n\
             app = \"{}\"\nframework = \"{}\"\nisolation = \"{isolation}\"\n",
            self.app, self.framework
        );
        let mut files = vec![("mspf.toml".to_owned(), manifest.into_bytes())];
        collect(self.directory.path(), "", &mut files)?;
        Ok(files)
    }

    /// gunicorn with two workers, as its documentation begins.
    pub(crate) async fn gunicorn(&self, python: &Path) -> Result<Server> {
        let address = format!("127.0.0.1:{}", free_port()?);
        let mut command = Command::new(python);
        command.args(["-m", "gunicorn", "-w", "2", "-b", &address, "--log-level", "error", self.app]);
        command.current_dir(self.directory.path());
        Server::start_group(&mut command, format!("http://{address}/hello/")).await
    }

    /// Django's development server, which watches the files.
    pub(crate) async fn runserver(&self) -> Result<Server> {
        let address = format!("127.0.0.1:{}", free_port()?);
        let mut command = Command::new(&self.python);
        command
            .args(["manage.py", "runserver", "--skip-checks", &address])
            .stderr(std::process::Stdio::null());
        command.current_dir(self.directory.path());
        Server::start_group(&mut command, format!("http://{address}/hello/")).await
    }
}

fn collect(directory: &Path, prefix: &str, files: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if name == "__pycache__" {
            continue;
        }
        match entry.path().is_dir() {
            true => collect(&entry.path(), &format!("{path}/"), files)?,
            false => files.push((path, fs::read(entry.path())?)),
        }
    }
    Ok(())
}
