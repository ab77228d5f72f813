import QtQuick
import QtQuick.Templates as T
import app.ui

// A poster on the shelf: a still, an overline, a title and a line below.
T.Button {
    id: card
    property string picture: ""
    property string overline: ""
    property string title: ""
    property string line: ""
    property string symbol: ""
    property real progress: -1
    property bool lit: false
    implicitWidth: 272
    implicitHeight: 236
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Accessible.name: overline + ": " + title
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()
    HoverHandler { cursorShape: Qt.PointingHandCursor }
    background: Rectangle {
        radius: Theme.round
        color: card.down ? Theme.lifted : card.hovered || card.lit || card.visualFocus ? Theme.raised : Theme.panel
        border.width: 1
        border.color: card.hovered ? Theme.strongLine : Theme.line
        Behavior on color { ColorAnimation { duration: Theme.quick } }
        FocusRing { shown: card.visualFocus || card.lit; radius: Theme.round + gap }
    }
    contentItem: Item {
        Still {
            id: still
            x: 1
            y: 1
            width: card.width - 2
            height: 118
            corner: Theme.round - 1
            picture: card.picture === "" ? "" : card.picture
        }
        Rectangle {
            anchors { left: still.left; right: still.right; bottom: still.bottom }
            height: 70
            gradient: Gradient {
                GradientStop { position: 0; color: "#001c1827" }
                GradientStop { position: 1; color: card.hovered || card.lit || card.visualFocus ? Theme.raised : Theme.panel }
            }
        }
        Rectangle {
            visible: card.symbol !== ""
            anchors { right: still.right; top: still.top; margins: 12 }
            width: 38
            height: 38
            radius: 19
            color: card.hovered || card.lit || card.visualFocus ? Theme.gold : "#b30c0a13"
            Behavior on color { ColorAnimation { duration: Theme.quick } }
            Icon {
                anchors.centerIn: parent
                name: card.symbol
                size: 20
                color: card.hovered || card.lit || card.visualFocus ? Theme.coal : Theme.cream
            }
        }
        Column {
            anchors { left: parent.left; right: parent.right; top: still.bottom; leftMargin: 18; rightMargin: 18; topMargin: -14 }
            spacing: 3
            Label { text: card.overline; color: Theme.gold; font.pixelSize: 12; width: parent.width }
            Text {
                text: card.title
                width: parent.width
                color: Theme.cream
                font.family: Theme.display
                height: 36
                font.pixelSize: 28
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: 21
                verticalAlignment: Text.AlignVCenter
                font.weight: Font.DemiBold
                elide: Text.ElideRight
                maximumLineCount: 1
            }
            Text {
                text: card.line
                width: parent.width
                color: Theme.muted
                font.family: Theme.text
                font.pixelSize: Theme.small
                lineHeight: 1.12
                wrapMode: Text.WordWrap
                elide: Text.ElideRight
                maximumLineCount: 2
            }
        }
        Rectangle {
            visible: card.progress >= 0
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: 14; leftMargin: 18; rightMargin: 18 }
            height: 3
            radius: 2
            color: Theme.lifted
            Rectangle {
                width: parent.width * Math.max(0, Math.min(1, card.progress))
                height: parent.height
                radius: 2
                color: Theme.gold
            }
        }
    }
}
