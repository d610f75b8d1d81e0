//! From a drawing to a PNG, with the faces of the site.
//!
//! May live here: the renderer and its fonts. Never: what is drawn.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use std::sync::{Arc, LazyLock};

/// Wide numerals; wide names; text.
const FACES: [&[u8]; 3] = [
    include_bytes!("../../../assets/fonts/png/archivo-score.ttf"),
    include_bytes!("../../../assets/fonts/png/archivo-display.ttf"),
    include_bytes!("../../../assets/fonts/png/archivo-text.ttf"),
];

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for face in FACES {
        fonts.load_font_data(face.to_vec());
    }
    Arc::new(fonts)
});

/// Why a drawing did not become a picture. A bug when it happens.
#[derive(Debug, thiserror::Error)]
pub(super) enum DrawError {
    /// The drawing does not read.
    #[error("read the drawing")]
    Svg(#[from] resvg::usvg::Error),
    /// It has no size.
    #[error("the drawing has no size")]
    Size,
    /// The picture could not be written.
    #[error("write the picture: {0}")]
    Png(String),
}

/// The drawing as a PNG of its own size. Takes tens of milliseconds: not for an async task.
pub(super) fn png(svg: &str) -> Result<Vec<u8>, DrawError> {
    let options = Options { fontdb: FONTS.clone(), ..Options::default() };
    let tree = Tree::from_str(svg, &options)?;
    let size = tree.size().to_int_size();
    let mut pixmap = Pixmap::new(size.width(), size.height()).ok_or(DrawError::Size)?;
    resvg::render(&tree, Transform::identity(), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|it| DrawError::Png(it.to_string()))
}
