import QtQuick
import QtQuick.Templates as T
import app.ui

// What you press. `primary` is the one thing a screen hopes for; `quiet` is for the rest.
T.Button {
    id: button
    property bool primary: false
    property bool quiet: false
    property string symbol: ""
    property string picture: ""
    property int pictureSize: 96
    readonly property color ink: primary ? Theme.coal : !enabled ? Theme.faint : Theme.cream

    implicitWidth: Math.max(46, row.implicitWidth + leftPadding + rightPadding)
    implicitHeight: 46
    leftPadding: quiet ? 14 : 22
    rightPadding: quiet ? 14 : 22
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    opacity: enabled ? 1 : 0.45
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    HoverHandler { cursorShape: Qt.PointingHandCursor }

    contentItem: Item {
        implicitWidth: row.implicitWidth
        implicitHeight: row.implicitHeight
        Row {
            id: row
            anchors.centerIn: parent
            spacing: Theme.sm
            Image {
                visible: button.picture !== ""
                width: 32
                height: 32
                sourceSize: Qt.size(button.pictureSize, button.pictureSize)
                source: button.picture === "" ? "" : "image://stills/" + button.picture
                anchors.verticalCenter: parent.verticalCenter
            }
            Icon {
                visible: button.symbol !== "" && button.picture === ""
                name: button.symbol
                size: 20
                color: button.ink
                anchors.verticalCenter: parent.verticalCenter
            }
            Text {
                visible: button.text !== ""
                text: button.text
                color: button.ink
                font.family: Theme.text
                font.pixelSize: Theme.body
                font.weight: Font.Bold
                anchors.verticalCenter: parent.verticalCenter
            }
        }
    }
    background: Rectangle {
        radius: height / 2
        color: button.primary
            ? (button.down ? Theme.ember : button.hovered ? Theme.bright : Theme.gold)
            : (button.down ? Theme.lifted : button.hovered ? Theme.raised : button.quiet ? "transparent" : "#b31c1827")
        border.width: button.primary || button.quiet ? 0 : 1
        border.color: button.hovered ? Theme.strongLine : Theme.line
        Behavior on color { ColorAnimation { duration: Theme.quick } }
        FocusRing { shown: button.visualFocus; radius: parent.height / 2 + gap }
    }
}
