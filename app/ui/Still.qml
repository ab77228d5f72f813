import QtQuick
import QtQuick.Window
import app.ui

// A frame of film, cropped to cover with round corners. Corners are cut in Python: the software scene graph has no effects.
Image {
    id: still
    required property string picture
    property int corner: Theme.radius
    readonly property real dpr: Screen.devicePixelRatio
    sourceSize: Qt.size(Math.max(1, Math.round(width * dpr)), Math.max(1, Math.round(height * dpr)))
    source: picture === "" || width < 1 || height < 1 ? "" : "image://stills/" + picture + "/" + Math.round(corner * dpr)
}
