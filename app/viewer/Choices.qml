pragma ComponentBehavior: Bound
import QtQuick
import app.ui

// The fork: a question, the ways on, and the time left to take one.
Item {
    id: overlay
    required property var player
    readonly property real lift: ways.height + 82 + 22
    readonly property int count: player.choices.length
    readonly property int cardWidth: Math.min(380, (width - 2 * Theme.xxl - (count - 1) * Theme.md) / Math.max(1, count))
    Rectangle {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        height: Math.max(parent.height * 0.56, 380)
        gradient: Gradient {
            GradientStop { position: 0; color: "#000c0a13" }
            GradientStop { position: 0.45; color: "#a60c0a13" }
            GradientStop { position: 1; color: "#f20c0a13" }
        }
    }
    Column {
        id: ways
        anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom; bottomMargin: 82 }
        spacing: Theme.lg - 4
        Text {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(overlay.width - 120, 1000)
            horizontalAlignment: Text.AlignHCenter
            text: overlay.player.question
            visible: text !== ""
            color: Theme.cream
            font.family: Theme.display
            font.pixelSize: 42
            font.weight: Font.DemiBold
            wrapMode: Text.WordWrap
            lineHeight: 0.95
            style: Text.Raised
            styleColor: "#99000000"
        }
        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            spacing: Theme.md
            Repeater {
                model: overlay.player.choices
                Rectangle {
                    id: card
                    required property var modelData
                    required property int index
                    readonly property bool picked: overlay.player.selected === index
                    readonly property bool taken: overlay.player.taken === modelData.id
                    objectName: "choice" + index
                    width: overlay.cardWidth
                    height: 116
                    radius: Theme.round
                    color: taken ? Theme.gold : area.pressed ? Theme.lifted : picked ? "#f23a3049" : "#e61c1827"
                    border.width: picked && !taken ? 2 : 1
                    border.color: taken || picked ? Theme.bright : Theme.strongLine
                    opacity: overlay.player.taken !== "" && !taken ? 0.28 : 1
                    Behavior on opacity { NumberAnimation { duration: Theme.calm } }
                    Behavior on color { ColorAnimation { duration: Theme.quick } }
                    Accessible.role: Accessible.Button
                    Accessible.name: modelData.label
                    Accessible.onPressAction: overlay.player.choose(index)
                    Rectangle {
                        id: key
                        anchors { left: parent.left; leftMargin: 18; verticalCenter: parent.verticalCenter }
                        width: 34
                        height: 34
                        radius: 17
                        color: card.taken ? Theme.coal : card.picked ? Theme.gold : "#1fffffff"
                        Text {
                            anchors.centerIn: parent
                            text: card.index + 1
                            color: card.picked && !card.taken ? Theme.coal : card.taken ? Theme.bright : Theme.muted
                            font.family: Theme.text
                            font.pixelSize: 16
                            font.weight: Font.Bold
                        }
                    }
                    Column {
                        anchors { left: key.right; right: parent.right; leftMargin: 16; rightMargin: 16; verticalCenter: parent.verticalCenter }
                        spacing: 3
                        Text {
                            width: parent.width
                            text: card.modelData.label
                            color: card.taken ? Theme.coal : Theme.cream
                            font.family: Theme.text
                            font.pixelSize: 19
                            font.weight: Font.Bold
                            lineHeight: 1.02
                            wrapMode: Text.WordWrap
                            maximumLineCount: 2
                            elide: Text.ElideRight
                        }
                        Text {
                            width: parent.width
                            visible: text !== ""
                            text: card.modelData.hint
                            wrapMode: Text.WordWrap
                            maximumLineCount: 3
                            lineHeight: 1.05
                            color: card.taken ? "#8a2a1810" : Theme.muted
                            font.family: Theme.text
                            font.pixelSize: Theme.small
                            elide: Text.ElideRight
                        }
                    }
                    MouseArea {
                        id: area
                        anchors.fill: parent
                        hoverEnabled: true
                        cursorShape: Qt.PointingHandCursor
                        onEntered: overlay.player.select(card.index)
                        onClicked: overlay.player.choose(card.index)
                    }
                }
            }
        }
        Item {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(560, overlay.width - 160)
            height: 34
            Rectangle {
                visible: overlay.player.timed
                width: parent.width
                height: 5
                radius: 3
                color: "#2effffff"
                Rectangle {
                    anchors.horizontalCenter: parent.horizontalCenter
                    width: parent.width * overlay.player.remaining
                    height: parent.height
                    radius: 3
                    color: overlay.player.remaining < 0.25 ? Theme.rose : Theme.gold
                }
            }
            Text {
                anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom }
                text: overlay.player.waiting
                color: Theme.muted
                font.family: Theme.text
                font.pixelSize: Theme.small
                font.weight: Font.DemiBold
            }
        }
    }
}
