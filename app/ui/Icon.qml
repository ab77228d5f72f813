import QtQuick
import QtQuick.Window
import app.ui

// A drawn sign, in any colour and size.
Image {
    id: icon
    required property string name
    property color color: Theme.cream
    property int size: 22
    width: size
    height: size
    sourceSize: Qt.size(size * Screen.devicePixelRatio, size * Screen.devicePixelRatio)
    source: name === "" ? "" : "image://icons/" + name + "/" + String(color).slice(1)
}
