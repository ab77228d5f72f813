import QtQuick
import app.ui

// How it ended.
FocusScope {
    id: card
    required property var player
    onVisibleChanged: if (visible) again.forceActiveFocus()
    Rectangle { anchors.fill: parent; color: "#d60c0a13" }
    Image { anchors.centerIn: parent; width: 1000; height: 680; source: "image://stills/glow"; opacity: 0.4 }
    Column {
        anchors.centerIn: parent
        width: Math.min(860, parent.width - 120)
        spacing: Theme.md
        Label { text: card.player.end.overline; color: Theme.gold; anchors.horizontalCenter: parent.horizontalCenter }
        Text {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: card.player.end.title
            color: Theme.cream
            font.family: Theme.display
            font.pixelSize: 82
            font.weight: Font.DemiBold
            wrapMode: Text.WordWrap
            lineHeight: 0.9
        }
        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            width: 260
            height: 1
            gradient: Gradient {
                orientation: Gradient.Horizontal
                GradientStop { position: 0; color: "#00f2bd72" }
                GradientStop { position: 0.5; color: Theme.gold }
                GradientStop { position: 1; color: "#00f2bd72" }
            }
        }
        Text {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: card.player.end.feeling
            color: "#e4d8cf"
            font.family: Theme.display
            font.italic: true
            font.pixelSize: 27
            wrapMode: Text.WordWrap
        }
        Item { width: 1; height: Theme.sm }
        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            spacing: 12
            Button {
                id: onward
                objectName: "next_episode"
                primary: true
                symbol: "play"
                text: card.player.end.goes_on
                visible: text !== ""
                onVisibleChanged: if (visible) forceActiveFocus()
                onClicked: card.player.go_on()
            }
            Button {
                id: again
                objectName: "last_choice"
                focus: true
                primary: !onward.visible
                symbol: "branch"
                text: "Back to the last choice"
                visible: card.player.canGoBack
                onClicked: card.player.back()
            }
            Button { objectName: "replay"; symbol: "rewind"; text: "From the beginning"; onClicked: card.player.replay() }
            Button { objectName: "go_home"; symbol: "home"; text: "Home"; onClicked: card.player.leave() }
        }
        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            spacing: Theme.sm
            Button { objectName: "share_premise"; quiet: true; symbol: "share"; text: "Share this premise"; onClicked: card.player.share(false) }
            Button { objectName: "share_path"; quiet: true; symbol: "branch"; text: "Share my path"; visible: card.player.end.series === ""; onClicked: card.player.share(true) }
        }
        Text {
            anchors.horizontalCenter: parent.horizontalCenter
            text: card.player.end.found
            visible: text !== ""
            color: Theme.faint
            font.family: Theme.text
            font.pixelSize: Theme.small
        }
    }
}
